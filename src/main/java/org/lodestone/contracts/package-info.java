/** Supply contracts: their deliveries by year, and whether their own figures agree. */
package org.lodestone.contracts;

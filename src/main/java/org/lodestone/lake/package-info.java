/** Delta tables with their ledger, and the Spark session. */
package org.lodestone.lake;

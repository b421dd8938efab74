/** What codes and names mean: countries, products, currencies; and the columns that several tables share. */
package org.lodestone.reference;

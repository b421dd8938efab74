/** What a table is: its declaration, from which schemas, constraints, metadata and documentation derive. */
package org.lodestone.table;

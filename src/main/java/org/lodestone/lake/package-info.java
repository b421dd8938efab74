/** Reading and writing: Delta tables with their ledger, source files, and the Spark session. */
package org.lodestone.lake;

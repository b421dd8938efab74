/** From source files to tables of the lake, and which files need not be read again. */
package org.lodestone.ingest;

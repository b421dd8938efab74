/** All formats, tables and metrics: the one place where a new one is listed. */
package org.lodestone.catalogue;

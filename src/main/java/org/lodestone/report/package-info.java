/** What is published: Parquet files, their manifest, and the pages that derive from the declarations. */
package org.lodestone.report;

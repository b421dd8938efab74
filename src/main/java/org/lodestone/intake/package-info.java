/** What every ingest shares: formats, what a file covers, rows that cannot be used, findings. */
package org.lodestone.intake;

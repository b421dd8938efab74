/** How runs went, for those who ask later. */
package org.lodestone.runlog;

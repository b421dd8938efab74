/** What the terminal shows at the end of a run: a few tables of what was published. */
package org.lodestone.summary;

/** The command line: what can be asked, and how answers are shown. The work is that of the other rooms. */
package org.lodestone.cli;

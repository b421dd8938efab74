/** What all commands share: settings, what is said on the terminal, exit codes, and which program this is. */
package org.lodestone.program;

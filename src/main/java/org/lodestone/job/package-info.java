/** What a run does: from source files to the lake, and from the lake to published reports. Only the command line knows it. */
package org.lodestone.job;

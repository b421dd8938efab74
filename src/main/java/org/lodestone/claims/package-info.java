/** What is claimed in print, held against what the data allow. */
package org.lodestone.claims;

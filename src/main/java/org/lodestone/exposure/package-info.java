/** Where goods really come from: origins behind suppliers, through the stages of a chain, and what a stop would cost. */
package org.lodestone.exposure;

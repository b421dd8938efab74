/** Markets, targets and plans: what share of a market a plan comes to, and how likely that is. */
package org.lodestone.market;

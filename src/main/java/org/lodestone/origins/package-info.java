/** Where goods really come from: who made what a country has, and what that was made from. */
package org.lodestone.origins;

/** What a stop would cost: what is lost with a supplier, what fills the gap, and when announced plants would. */
package org.lodestone.disruption;

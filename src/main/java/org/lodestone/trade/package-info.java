/** Trade flows: the formats that customs statistics come in, and what is in force of them. */
package org.lodestone.trade;

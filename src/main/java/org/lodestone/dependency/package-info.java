/** Whom importers depend on, and how much: shares of suppliers, concentration, bounds. */
package org.lodestone.dependency;

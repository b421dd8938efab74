/** What people read: one page with the published reports in it. */
package org.lodestone.briefing;

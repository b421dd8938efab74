/** What people read of published reports: the tables at the end of a run, and the page. */
package org.lodestone.briefing;

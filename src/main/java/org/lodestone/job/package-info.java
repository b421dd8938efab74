/** What a run does: it ingests, computes reports and publishes them. Only the command line knows it. */
package org.lodestone.job;

/** The command line and its jobs: wires rooms together; nobody imports it. */
package org.lodestone.job;

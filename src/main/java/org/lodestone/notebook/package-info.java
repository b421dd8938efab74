/**
 * What notebooks in Java need: cells run in the JDK's JShell, the kernel that Jupyter talks to, and reports shown as tables
 * and charts. It reads what was published and the lake, and computes nothing.
 */
package org.lodestone.notebook;

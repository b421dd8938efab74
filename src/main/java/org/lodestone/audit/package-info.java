/** Whether what is there is right: what a figure is made from, whether a quoted figure still holds, whether lake and reports are whole. */
package org.lodestone.audit;

/**
 * What connects tools to published reports without a look at code: tables of what their keys stand for, a description of the
 * folder for programs and one for people, and copies of reports in other formats. It reads what is published and computes no
 * figure.
 */
package org.lodestone.bi;

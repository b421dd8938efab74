package org.lodestone.text;

import java.io.Serializable;
import java.util.List;

/**
 * How the lines of one file become rows: which field of a line fills which column. Made by a format from the file's
 * own header, so that columns are bound by name and never by position.
 *
 * @param delimiter between fields
 * @param fieldCount fields in the header, which each line must have
 * @param blankEnds blank fields beyond the header's that each line of the file ends with
 * @param positions for each column the field that fills it, or -1 where the file has none
 * @param facts for the last columns: values that hold for the whole file, such as a year in its name
 * @param wide the fields of repeated columns (one a year), to be read as an array of name and value
 * @param wideNames the header's names of these fields
 */
public record TextLayout(
        char delimiter,
        int fieldCount,
        int blankEnds,
        List<Integer> positions,
        List<String> facts,
        List<Integer> wide,
        List<String> wideNames)
        implements Serializable {}

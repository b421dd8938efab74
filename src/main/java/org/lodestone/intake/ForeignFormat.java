package org.lodestone.intake;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A format that is known and not read, so that whoever has such a file is told what it is and where the same data are
 * to be had in a format that is.
 *
 * @param name what people call it
 * @param signs sets of headings, any of which tells it: patterns of letters and digits in lower case, as headings are
 *     compared
 * @param remedy where the same data are to be had
 */
public record ForeignFormat(String name, List<List<Pattern>> signs, String remedy) {

    /**
     * @param signs sets of patterns, each with commas between
     */
    public static ForeignFormat of(String name, String remedy, String... signs) {
        return new ForeignFormat(
                name,
                Arrays.stream(signs)
                        .map(set -> Arrays.stream(set.split(","))
                                .map(Pattern::compile)
                                .toList())
                        .toList(),
                remedy);
    }

    boolean matches(List<String> header) {
        List<String> headings = header.stream().map(SourceColumn::normal).toList();
        return signs.stream()
                .anyMatch(set -> set.stream()
                        .allMatch(sign -> headings.stream()
                                .anyMatch(heading -> sign.matcher(heading).matches())));
    }

    String refusal() {
        return "the file is of " + name + ", which is not read. " + remedy;
    }
}

package org.lodestone.intake;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One column that a format reads.
 *
 * @param name what the format's reader calls it
 * @param headings what source files call it, any of them; compared by their letters and digits
 * @param required whether a file without it is not of this format
 * @param like a pattern that each value fits, used to see that columns are shifted against their header; null for none
 */
public record SourceColumn(String name, List<String> headings, boolean required, String like) implements Serializable {

    /** The position of this column in a header, or -1. */
    int in(List<String> header) {
        for (String heading : headings) {
            for (int i = 0; i < header.size(); i++) {
                if (normal(header.get(i)).equals(normal(heading))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The positions of the heading that this column is read from, where it stands more than once; otherwise none. */
    List<Integer> repeated(List<String> header) {
        int first = in(header);
        List<Integer> same = IntStream.range(0, header.size())
                .filter(i -> first >= 0 && normal(header.get(i)).equals(normal(header.get(first))))
                .boxed()
                .toList();
        return same.size() > 1 ? same : List.of();
    }

    /**
     * A heading as headings are compared: its letters and digits, whatever stands between them, so that {@code
     * partner_code}, {@code Partner.Code} and {@code partnerCode} are one. R puts an X before a heading that starts
     * with a digit.
     */
    static String normal(String heading) {
        return heading.replaceAll("[^\\p{L}\\p{N}]+", "")
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^x(?=[0-9])", "");
    }
}

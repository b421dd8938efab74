package org.lodestone.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lodestone.text.TextRecords;
import org.lodestone.text.UnusableInput;

/** The project's own small CSV files of reference data: comma-separated, UTF-8, a header, one row a line. */
public final class SimpleCsv {
    private SimpleCsv() {}

    /**
     * One row.
     *
     * @param line its number in the file, the header being 1
     * @param cells by column; an empty cell is null
     */
    public record Line(long line, Map<String, String> cells) {
        public String get(String column) {
            return cells.get(column);
        }
    }

    /**
     * @param name of the file, for messages
     * @param text its contents
     * @param needed columns that must be there and filled in each row
     * @param optional columns that may be there and may be blank
     * @throws UnusableInput naming file, line and value
     */
    public static List<Line> read(String name, String text, List<String> needed, List<String> optional) {
        List<Line> rows = new ArrayList<>();
        List<String> header = null;
        long number = 0;
        for (String line : text.replaceFirst("^\\uFEFF", "").lines().toArray(String[]::new)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            List<String> fields = TextRecords.fields(line, ',');
            if (header == null) {
                header = fields;
                List<String> missing = new ArrayList<>(needed);
                missing.removeAll(header);
                if (!missing.isEmpty()) {
                    throw new UnusableInput(name + ": the header lacks " + String.join(", ", missing) + "; it names "
                            + String.join(", ", header) + ". Add the columns.");
                }
                continue;
            }
            if (fields.size() != header.size()) {
                throw new UnusableInput(
                        name + ", line " + number + ": " + fields.size() + " fields, but the header has "
                                + header.size() + ": '" + line + "'. Put a field that holds a comma in double quotes.");
            }
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                if (needed.contains(header.get(i)) || optional.contains(header.get(i))) {
                    cells.put(header.get(i), fields.get(i).isEmpty() ? null : fields.get(i));
                }
            }
            for (String column : needed) {
                if (cells.get(column) == null) {
                    throw new UnusableInput(name + ", line " + number + ": " + column + " is blank: '" + line
                            + "'. Fill it, or delete the line.");
                }
            }
            rows.add(new Line(number, cells));
        }
        if (header == null) {
            throw new UnusableInput(
                    name + ": the file is empty. It needs the columns " + String.join(", ", needed) + ".");
        }
        return rows;
    }
}

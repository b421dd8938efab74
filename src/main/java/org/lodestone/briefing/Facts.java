package org.lodestone.briefing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lodestone.report.Manifest;
import org.lodestone.table.Field;
import org.lodestone.table.Table;

/** What the page says of its reports: their state and sources, what each column means, what is missing. */
final class Facts {
    /** A lake may be made of tens of thousands of files. */
    private static final int MOST_FILES = 50;

    private final Manifest.Contents contents;
    private final Briefing.Subject subject;

    Facts(Manifest.Contents contents, Briefing.Subject subject) {
        this.contents = contents;
        this.subject = subject;
    }

    /** Bytes that the facts take at most, whatever of the reports is carried. */
    long bytes(Collection<Table> tables) {
        String longest = String.join(", ", subject.pairs());
        List<Choice.Part> parts = tables.stream()
                .map(table ->
                        new Choice.Part(table, null, table.columns(), "importers and products " + longest, "true"))
                .toList();
        return Page.json(of(parts)).getBytes(StandardCharsets.UTF_8).length;
    }

    /** As the page's script reads it. */
    Map<String, Object> of(List<Choice.Part> parts) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("program", contents.program());
        facts.put("state", contents.state());
        // The day only: the same files that are loaded twice a day are the same page.
        facts.put(
                "state_time", String.valueOf(contents.lake().get("state_time")).replaceFirst("T.*", ""));
        facts.put("shares_only", subject.sharesOnly());
        facts.put("pairs", subject.pairs());
        facts.put("left_out", contents.leftOut());
        facts.put("withheld", contents.withheld());
        facts.put("sources", sources());
        facts.put("countries", subject.countries());
        facts.put("products", subject.products());
        facts.put("chains", subject.chains());
        facts.put("reports", reports(parts));
        return facts;
    }

    private List<Map<String, Object>> sources() {
        Map<SourceTerms.Terms, Set<String>> byTerms = new LinkedHashMap<>();
        Map<SourceTerms.Terms, Set<String>> formats = new LinkedHashMap<>();
        contents.sourceFiles().forEach(file -> {
            String format = String.valueOf(file.get("format"));
            SourceTerms.Terms terms = SourceTerms.of(format);
            formats.computeIfAbsent(terms, none -> new LinkedHashSet<>()).add(format);
            byTerms.computeIfAbsent(terms, none -> new LinkedHashSet<>()).add(String.valueOf(file.get("name")));
        });
        List<Map<String, Object>> sources = new ArrayList<>();
        byTerms.forEach((terms, names) -> {
            Map<String, Object> source = new LinkedHashMap<>();
            source.put("publisher", terms.publisher());
            source.put("terms", terms.terms());
            source.put("restricted", terms.restricted());
            source.put("formats", formats.get(terms));
            List<String> files =
                    new ArrayList<>(names.stream().limit(MOST_FILES).toList());
            if (names.size() > MOST_FILES) {
                files.add("and " + (names.size() - MOST_FILES) + " more, which manifest.json names");
            }
            source.put("files", files);
            sources.add(source);
        });
        return sources;
    }

    /** All reports that are declared, since a folder that the reader opens may have what this run has not. */
    private List<Map<String, Object>> reports(List<Choice.Part> parts) {
        List<Map<String, Object>> reports = new ArrayList<>();
        parts.forEach(part -> reports.add(report(part, true)));
        Set<Table> published = parts.stream().map(Choice.Part::table).collect(Collectors.toSet());
        subject.declarations().stream()
                .filter(table -> !published.contains(table))
                .forEach(table ->
                        reports.add(report(new Choice.Part(table, null, table.columns(), null, "false"), false)));
        return reports;
    }

    private static Map<String, Object> report(Choice.Part part, boolean published) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", part.table().name());
        report.put("grain", part.table().grain());
        report.put("key", part.table().key());
        report.put("published", published);
        report.put("carried", part.carried());
        report.put("excerpt", part.excerpt());
        report.put("columns", part.columns().stream().map(Facts::column).toList());
        return report;
    }

    private static Map<String, Object> column(Field<?> column) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", column.name());
        facts.put("type", column.type().sql());
        facts.put("unit", column.unit().label());
        facts.put("meaning", column.meaning());
        if (column.formula() != null) {
            facts.put("formula", column.formula());
        }
        return facts;
    }
}

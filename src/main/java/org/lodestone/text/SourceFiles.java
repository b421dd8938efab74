package org.lodestone.text;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Source files: finds them, and looks each over once (its hash, its first lines, whether it can be read at all). Needs no
 * Spark; {@link SourceLines} gives what is in them.
 */
public final class SourceFiles {

    private static final int HEAD_LINES = 40;
    /** About how many bytes of a plain file a task reads. */
    static final long BYTES_A_TASK = 16L << 20;

    /** What may separate fields, while it is not yet known which does. */
    private static final String DELIMITERS = ",;\t|";

    private static final Set<String> ENDINGS = Set.of(".csv", ".tsv", ".txt", ".dat");

    private final Configuration conf;

    /** @param conf how file systems are reached */
    public SourceFiles(Configuration conf) {
        this.conf = conf;
    }

    /**
     * A file that was found.
     *
     * @param status where it is and how long
     * @param named whether it was named itself, or by a pattern, rather than found in a folder
     * @param table whether it may be a table by its name's ending; what is named is meant to be one
     */
    public record Found(FileStatus status, boolean named, boolean table) {
        /** The path as a person writes it. */
        public String path() {
            return readable(status.getPath());
        }
    }

    /**
     * The files that the given paths name, each once, sorted by path. A folder stands for the files in it and below, of
     * which those that end in .csv, .tsv, .txt or .dat, plain or .gz, may be tables; a pattern for what it matches.
     *
     * @param missing told of each path that names nothing, with the reason
     */
    public List<Found> find(List<String> paths, BiConsumer<String, String> missing) {
        Map<Path, Found> found = new TreeMap<>(Comparator.comparing(Path::toString));
        for (String given : paths) {
            try {
                Path path = new Path(given);
                FileSystem files = path.getFileSystem(conf);
                FileStatus[] matches;
                try {
                    // A name that exists is meant as it stands, whatever signs it has.
                    matches = new FileStatus[] {files.getFileStatus(path)};
                } catch (FileNotFoundException e) {
                    // As in a shell, a pattern does not mean hidden files.
                    matches = files.globStatus(path, match -> !match.getName().startsWith("."));
                }
                if (matches == null || matches.length == 0) {
                    missing.accept(
                            given,
                            "there is no such file or folder, and no file matches it as a pattern. Check the spelling; a"
                                    + " path in a settings file is relative to that file");
                    continue;
                }
                for (FileStatus match : matches) {
                    if (!match.isDirectory()) {
                        found.put(match.getPath(), new Found(match, true, true));
                        continue;
                    }
                    List<Found> within = new ArrayList<>();
                    inFolder(files, match, within);
                    within.forEach(one -> found.putIfAbsent(one.status().getPath(), one));
                    if (matches.length == 1 && within.stream().noneMatch(Found::table)) {
                        missing.accept(
                                given,
                                "the folder holds no file that ends in .csv, .tsv, .txt or .dat, plain or with .gz");
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                missing.accept(given, "it cannot be looked up: " + e.getMessage());
            }
        }
        return List.copyOf(found.values());
    }

    private static void inFolder(FileSystem files, FileStatus folder, List<Found> found) throws IOException {
        for (FileStatus child : files.listStatus(folder.getPath())) {
            String name = child.getPath().getName();
            if (name.startsWith(".") || name.startsWith("_")) {
                continue;
            }
            if (child.isDirectory()) {
                inFolder(files, child, found);
            } else {
                String plain = plainName(name).toLowerCase(java.util.Locale.ROOT);
                found.add(new Found(child, false, ENDINGS.stream().anyMatch(plain::endsWith)));
            }
        }
    }

    private static String plainName(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    /** Looks those files over that may be tables, several at a time. Reads each byte once. */
    public List<SourceFile> inspect(List<Found> found) {
        return found.stream().filter(Found::table).toList().parallelStream()
                .map(one -> inspect(one, conf))
                .toList();
    }

    private static SourceFile inspect(Found found, Configuration conf) {
        FileStatus status = found.status();
        String name = plainName(status.getPath().getName());
        SourceFile unread = new SourceFile(
                found.path(), name, status.getLen(), "", found.named(), TextEncoding.UTF_8, List.of(), List.of(), null);
        MessageDigest digest = sha256();
        try (InputStream raw =
                new DigestInputStream(status.getPath().getFileSystem(conf).open(status.getPath()), digest)) {
            PushbackInputStream text = unpacked(raw);
            byte[] first = text.readNBytes(64 << 10);
            // To the end: the hash needs each byte, and only its end shows that an archive is whole.
            CutFinder cuts = new CutFinder();
            cuts.read(first, first.length);
            TextEncoding.Finder letters = new TextEncoding.Finder();
            letters.read(first, first.length);
            byte[] buffer = new byte[1 << 16];
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                cuts.read(buffer, n);
                letters.read(buffer, n);
            }
            raw.transferTo(java.io.OutputStream.nullOutputStream());
            TextEncoding marked = TextEncoding.marked(first);
            TextEncoding encoding = marked.oneByteALetter() ? letters.found() : marked;
            String start = new String(first, encoding.forHead()).replaceFirst("^\\uFEFF", "");
            String problem = first.length == 0 ? "the file is empty" : problemOf(first, start);
            SourceFile file = new SourceFile(
                    found.path(),
                    name,
                    status.getLen(),
                    HexFormat.of().formatHex(digest.digest()),
                    found.named(),
                    encoding,
                    problem == null ? head(start) : List.of(),
                    encoding.oneByteALetter() ? cuts.of(status) : List.of(),
                    null);
            return problem == null ? file : file.refused(problem);
        } catch (EOFException | ZipException e) {
            return unread.refused("the gzip archive is truncated or damaged (" + e.getMessage()
                    + "). Fetch the file again; `gzip -t` tells whether it is whole");
        } catch (IOException e) {
            return unread.refused("the file cannot be read: " + e.getMessage() + ". Check its permissions");
        }
    }

    private static List<String> head(String start) throws IOException {
        List<String> head = new ArrayList<>();
        TextRecords records = new TextRecords(new BufferedReader(new java.io.StringReader(start)), DELIMITERS, 0);
        for (String one = records.next(); one != null && head.size() < HEAD_LINES; one = records.next()) {
            head.add(one);
        }
        return List.copyOf(head);
    }

    /**
     * Finds line starts about every {@link #BYTES_A_TASK} bytes. A file with quotes is not cut: a line break within them
     * starts no line. Neither is one with carriage returns alone, which end lines too but are not counted here.
     */
    private static final class CutFinder {
        private final List<SourceFile.Cut> found = new ArrayList<>();
        private long offset;
        private long lines;
        private boolean whole;
        private boolean returned;
        private long next = BYTES_A_TASK;

        private void read(byte[] bytes, int count) {
            for (int i = 0; i < count; i++) {
                byte b = bytes[i];
                whole |= b == '"' || returned && b != '\n';
                returned = b == '\r';
                if (b == '\n') {
                    lines++;
                    if (offset + i + 1 >= next) {
                        found.add(new SourceFile.Cut(offset + i + 1, lines));
                        next = offset + i + 1 + BYTES_A_TASK;
                    }
                }
            }
            offset += count;
        }

        /** The cuts, if the bytes that were read are the file as it is stored. */
        private List<SourceFile.Cut> of(FileStatus status) {
            return whole || offset != status.getLen() ? List.of() : List.copyOf(found);
        }
    }

    /** Plain or unpacked, as the bytes begin. */
    static PushbackInputStream unpacked(InputStream raw) throws IOException {
        PushbackInputStream start = new PushbackInputStream(raw, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
        return gzip ? new PushbackInputStream(new GZIPInputStream(start, 64 << 10), 2) : start;
    }

    /** Why a file that starts so is no text table, or null. */
    private static String problemOf(byte[] first, String text) {
        if (first[0] == 'P' && first.length > 1 && first[1] == 'K') {
            return "the file is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV in UTF-8";
        }
        if (first.length >= 4 && new String(first, 0, 4, StandardCharsets.ISO_8859_1).equals("PAR1")) {
            return "the file is Parquet, not text. Give the CSV files that it was made from";
        }
        if (text.indexOf('\0') >= 0) {
            return "the file has NUL bytes, so it is no text at all, or UTF-16 text without the byte-order mark that"
                    + " says so. Save it as CSV in UTF-8";
        }
        String start = text.strip();
        if (start.isEmpty()) {
            return "the file holds only blank lines";
        }
        if (start.charAt(0) == '<') {
            return "the file is a web page (HTML or XML), not a table; a download that failed or asked for a sign-in"
                    + " often looks like this. Fetch it again";
        }
        if (start.charAt(0) == '{' || start.charAt(0) == '[') {
            return "the file is JSON, not a table. Ask the source for CSV";
        }
        return null;
    }

    /**
     * Where a file whose encoding is not certain has letters of it in a cell that is read.
     *
     * @return line and cell, in words; empty where all that is read is ASCII, so that the encoding does not matter
     */
    public Optional<String> undecided(SourceFile file, TextLayout layout) {
        Set<Integer> read = new TreeSet<>(layout.positions());
        read.addAll(layout.wide());
        Path path = new Path(file.path());
        try (InputStream raw = path.getFileSystem(conf).open(path)) {
            TextRecords records = new TextRecords(
                    new BufferedReader(
                            new InputStreamReader(unpacked(raw), file.encoding().forFields()), 1 << 16),
                    String.valueOf(layout.delimiter()),
                    0);
            while (true) {
                long number = records.line() + 1;
                String text = records.next();
                if (text == null) {
                    return Optional.empty();
                }
                if (text.chars().allMatch(sign -> sign < 0x80)) {
                    continue;
                }
                List<String> cells = TextRecords.fields(text, layout.delimiter());
                for (int position : read) {
                    if (position >= 0
                            && position < cells.size()
                            && cells.get(position).chars().anyMatch(sign -> sign >= 0x80)) {
                        return Optional.of(
                                "line " + number + " has '" + file.encoding().shown(cells.get(position)) + "'");
                    }
                }
            }
        } catch (IOException e) {
            return Optional.of("it cannot be read again (" + e.getMessage() + ")");
        }
    }

    /** The path as a person writes it: without a scheme for local files. */
    static String readable(Path path) {
        return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }

    /** A fresh SHA-256 digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}

package org.lodestone.notebook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.lodestone.text.UnusableInput;

/**
 * The cells of one notebook: each is Java that sees what the cells before it declared. They run in this JVM, on its class
 * path. A cell can be run again, changed or not: what it declares takes the place of what it declared before.
 */
public final class Cells implements AutoCloseable {
    /** What every cell may use without saying so. */
    private static final List<String> IMPORTS = List.of(
            "java.nio.file.*",
            "java.time.*",
            "java.util.*",
            "java.util.stream.*",
            "org.apache.spark.sql.Column",
            "org.apache.spark.sql.Dataset",
            "org.apache.spark.sql.Row",
            "org.apache.spark.sql.SparkSession",
            "static org.apache.spark.sql.functions.*",
            "org.lodestone.notebook.*");

    private static final Pattern WORDS_BEFORE = Pattern.compile("(?:\\s+|//[^\n]*|(?s:/\\*.*?\\*/))*+");

    private final CellExecution execution = new CellExecution();
    private final JShell shell;
    /** Where each snippet comes from, by JShell's id. */
    private final Map<String, Place> places = new HashMap<>();

    private int count;

    /** A snippet begins at a line, from 0, of a cell, from 1. */
    private record Place(int cell, int line) {}

    /** Text that can follow at a place of a cell, and from where on it replaces what is there. */
    public record Completions(List<String> texts, int from) {}

    /** Whether a cell's text is a whole. */
    public enum Completeness {
        COMPLETE,
        INCOMPLETE,
        UNKNOWN
    }

    private Cells(boolean run) {
        shell = JShell.builder()
                .executionEngine(new Engine(run ? execution : new CompileOnly()), Map.of())
                .build();
        shell.addToClasspath(System.getProperty("java.class.path"));
        IMPORTS.forEach(name -> {
            for (SnippetEvent event : shell.eval("import " + name + ";")) {
                if (event.status() != Snippet.Status.VALID) {
                    throw new IllegalStateException("The class path has no " + name + ".");
                }
            }
        });
    }

    /** Cells that run. */
    public static Cells running() {
        return new Cells(true);
    }

    /** Cells that are compiled one after the other and do nothing: each declaration counts as made. */
    public static Cells compiling() {
        return new Cells(false);
    }

    /**
     * Runs a cell.
     *
     * @return the value of its last line, where that is an expression and has one
     * @throws CellFailure for what does not compile, with the line; for an exception, with the cells that it went through;
     *     and for a cell that was interrupted
     */
    public Optional<Object> run(String cell) {
        count++;
        execution.begin();
        List<Snippet> made = new ArrayList<>();
        Object value = null;
        String rest = withoutWordsBefore(cell);
        while (!rest.isEmpty()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            // What is not complete is compiled as it stands: the compiler says better what is missing.
            String source = next.completeness().isComplete() ? next.source() : rest;
            Place place = new Place(count, lines(cell.substring(0, cell.length() - rest.length())));
            for (SnippetEvent event : shell.eval(source)) {
                if (event.causeSnippet() != null) {
                    continue;
                }
                places.put(event.snippet().id(), place);
                made.add(event.snippet());
                check(event, cell, source, place);
                value = showsItsValue(event.snippet()) ? execution.value() : null;
            }
            rest = next.completeness().isComplete() ? withoutWordsBefore(next.remaining()) : "";
        }
        for (Snippet snippet : made) {
            mustBeResolved(snippet, cell);
        }
        return Optional.ofNullable(value);
    }

    /**
     * Runs a cell and makes what is shown of its value, which for a Dataset is the work itself: it can be interrupted, and
     * fail, as the cell can.
     *
     * @return by media type; empty where the cell has no value
     * @throws CellFailure as {@link #run} does, and for whatever else goes wrong, errors of the JVM included
     */
    public Optional<Map<String, String>> shown(String cell) {
        try {
            Object value = run(cell).orElse(null);
            return value == null ? Optional.empty() : Optional.of(execution.call(() -> Shown.media(value)));
        } catch (CellFailure failure) {
            throw failure;
        } catch (ExecutionControl.StoppedException stopped) {
            throw interrupted();
        } catch (ExecutionException failed) {
            throw execution.wasInterrupted() ? interrupted() : failedToShow(failed.getCause());
        } catch (Throwable failed) {
            // Jupyter waits for an answer, and an Error would give it none.
            throw new CellFailure("Cell " + count + ": " + described(failed));
        }
    }

    private CellFailure failedToShow(Throwable thrown) {
        return new CellFailure("Cell " + count + ": its value cannot be shown.\n" + described(thrown));
    }

    private CellFailure interrupted() {
        return new CellFailure("Interrupted."
                + (execution.goesOn() ? " The code does not react and goes on; restart the kernel to end it." : ""));
    }

    private void check(SnippetEvent event, String cell, String source, Place place) {
        if (execution.wasInterrupted()) {
            throw interrupted();
        }
        if (event.status() == Snippet.Status.REJECTED) {
            throw new CellFailure(shell.diagnostics(event.snippet())
                    .filter(Diag::isError)
                    .map(error -> described(error, cell, source, place))
                    .collect(Collectors.joining("\n")));
        }
        if (event.exception() != null) {
            throw new CellFailure(described(event.exception()));
        }
    }

    private static boolean showsItsValue(Snippet snippet) {
        return switch (snippet.subKind()) {
            case OTHER_EXPRESSION_SUBKIND, VAR_VALUE_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
            default -> false;
        };
    }

    /** JShell lets a method name what is declared later; at a cell's end it must be there. */
    private void mustBeResolved(Snippet snippet, String cell) {
        if (snippet instanceof DeclarationSnippet declaration
                && shell.status(snippet) != Snippet.Status.OVERWRITTEN
                && shell.status(snippet) != Snippet.Status.VALID) {
            List<String> names = shell.unresolvedDependencies(declaration).toList();
            String why = names.isEmpty()
                    ? shell.diagnostics(snippet)
                            .map(error -> error.getMessage(Locale.ENGLISH))
                            .collect(Collectors.joining("; "))
                    : "there is no " + String.join(", no ", names);
            throw new CellFailure(at(places.get(snippet.id()), 0) + declaration.name() + " cannot be used: " + why
                    + quoted(cell, places.get(snippet.id()).line()));
        }
    }

    private static String described(Diag error, String cell, String source, Place place) {
        int position = (int) Math.max(0, Math.min(error.getPosition(), source.length()));
        int line = lines(source.substring(0, position));
        int column = position - (source.lastIndexOf('\n', position - 1) + 1);
        return at(place, line) + error.getMessage(Locale.ENGLISH) + quoted(cell, place.line() + line) + "\n    "
                + " ".repeat(column) + "^";
    }

    /** The exception, the lines of cells that it went through, and the same of what caused it. */
    private String described(Throwable thrown) {
        List<String> lines = new ArrayList<>();
        for (Throwable one = thrown; one != null && lines.size() < 20; one = one.getCause()) {
            lines.add((lines.isEmpty() ? "" : "Caused by ") + named(one));
            for (StackTraceElement frame : one.getStackTrace()) {
                String file = frame.getFileName();
                Place place = file == null || !file.startsWith("#") ? null : places.get(file.substring(1));
                if (place != null) {
                    lines.add("    in cell " + place.cell() + ", line " + (place.line() + frame.getLineNumber())
                            + (frame.getMethodName().isEmpty() ? "" : ", in " + frame.getMethodName()));
                }
            }
        }
        return String.join("\n", lines);
    }

    private static String named(Throwable thrown) {
        if (thrown instanceof UnresolvedReferenceException unresolved) {
            return unresolved.getSnippet().name() + " was used, and what it names is not declared.";
        }
        String type = thrown instanceof EvalException user
                ? user.getExceptionClassName()
                : thrown.getClass().getName();
        String message = thrown.getMessage();
        if (message != null && type.endsWith("AnalysisException") && message.contains(";\n")) {
            // What follows is the plan of the whole query.
            message = message.substring(0, message.indexOf(";\n"));
        }
        if (message != null && type.equals(UnusableInput.class.getName())) {
            // Written for users.
            return message;
        }
        return type + (message == null || thrown instanceof JShellException && message.isBlank() ? "" : ": " + message);
    }

    private static String at(Place place, int line) {
        return "Cell " + place.cell() + ", line " + (place.line() + line + 1) + ": ";
    }

    private static String quoted(String cell, int line) {
        String[] lines = cell.split("\n", -1);
        return line < lines.length ? "\n    " + lines[line] : "";
    }

    private static int lines(String text) {
        return (int) text.chars().filter(sign -> sign == '\n').count();
    }

    /** Without blanks and comments at the beginning: JShell counts a snippet's lines from its first word. */
    private static String withoutWordsBefore(String text) {
        Matcher words = WORDS_BEFORE.matcher(text);
        return words.lookingAt() ? text.substring(words.end()) : text;
    }

    /** How many cells were run: the number of the newest. */
    int count() {
        return count;
    }

    /** Ends the running cell; called from another thread. */
    public void interrupt() {
        execution.interrupt();
    }

    /** What may follow at a place of a cell. */
    public Completions completions(String cell, int cursor) {
        int from = beginOfSnippet(cell, cursor);
        int[] anchor = {0};
        List<String> texts = shell
                .sourceCodeAnalysis()
                .completionSuggestions(cell.substring(from, cursor), cursor - from, anchor)
                .stream()
                .map(SourceCodeAnalysis.Suggestion::continuation)
                .distinct()
                .sorted()
                .toList();
        return new Completions(texts, texts.isEmpty() ? cursor : from + anchor[0]);
    }

    /** What is known of the name at a place of a cell: signatures; empty where nothing is. */
    public String documentation(String cell, int cursor) {
        int from = beginOfSnippet(cell, cursor);
        return shell.sourceCodeAnalysis().documentation(cell.substring(from), cursor - from, false).stream()
                .map(SourceCodeAnalysis.Documentation::signature)
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    private int beginOfSnippet(String cell, int cursor) {
        int from = 0;
        while (from < cursor) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(cell.substring(from));
            if (!next.completeness().isComplete()) {
                return from;
            }
            int end = cell.length() - next.remaining().length();
            if (end >= cursor) {
                return from;
            }
            from = end;
        }
        return from;
    }

    /** Whether more has to come before a text can run. */
    public Completeness completeness(String text) {
        String rest = text;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            switch (next.completeness()) {
                case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
                    return Completeness.INCOMPLETE;
                }
                case UNKNOWN -> {
                    return Completeness.UNKNOWN;
                }
                default -> rest = next.remaining();
            }
        }
        return Completeness.COMPLETE;
    }

    @Override
    public void close() {
        shell.close();
        execution.close();
    }

    private record Engine(ExecutionControl control) implements ExecutionControlProvider {
        @Override
        public String name() {
            return "lodestone";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return control;
        }
    }

    /** Takes what is compiled and runs none of it. */
    private static final class CompileOnly implements ExecutionControl {
        @Override
        public void load(ClassBytecodes[] classes) {}

        @Override
        public void redefine(ClassBytecodes[] classes) {}

        @Override
        public String invoke(String type, String method) {
            return "";
        }

        @Override
        public String varValue(String type, String variable) {
            return "";
        }

        @Override
        public void addToClasspath(String path) {}

        @Override
        public void stop() {}

        @Override
        public Object extensionCommand(String command, Object argument) {
            return null;
        }

        @Override
        public void close() {}
    }
}

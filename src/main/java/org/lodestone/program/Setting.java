package org.lodestone.program;

/** The settings, each declared once: from here come their defaults, their checks and docs/settings.md. */
public enum Setting {
    LAKE(
            "lake",
            Kind.PATH,
            "lake",
            "Folder of the Delta tables. On other file systems than the local one there is no"
                    + " lock between two ingests."),
    REPORTS("reports", Kind.PATH, "reports", "Folder of the published Parquet files and their manifest."),
    SOURCES(
            "sources",
            Kind.PATHS,
            "",
            "Files, folders and patterns to ingest, such as [\"trade\", \"baci/*.csv.gz\"];"
                    + " files given on the command line take their place."),
    SUMMARY(
            "summary",
            Kind.PAIRS,
            "",
            "What `run` and `report` show on the terminal: importer and product, such as" + " [\"KOR/850511\"]."),
    MAX_REJECTED_SHARE(
            "quality.max-rejected-share",
            Kind.SHARE,
            "0.01",
            "A file of which a larger part is rejected, by rows or by value, does not land, and the exit code is 3."),
    WITHOUT_WORLD_COMPLETE(
            "trade.without-world-complete",
            Kind.FLAG,
            "false",
            "Whether UN Comtrade data without a World"
                    + " row hold all partners, of imports and of exports. If not, shares from them are null with the reason"
                    + " incomplete."),
    RECONCILE(
            "trade.reconcile",
            Kind.FLAG,
            "false",
            "Whether UN Comtrade imports are also reconciled with their mirror exports, as one more source of every report on"
                    + " trade."),
    BACI_RELEASE(
            "baci.release",
            Kind.RELEASE,
            "newest",
            "The release of BACI that reports use, such as V202601; newest"
                    + " takes the newest of each edition and year."),
    LEAST_EXPORTERS(
            "world.least-exporters",
            Kind.NUMBER,
            0,
            1000,
            "100",
            "How many countries must report exports in a period, of whatever product, for reporters' data to stand for the"
                    + " world's suppliers. With fewer the world's concentration comes marked, or not at all where importers name"
                    + " suppliers whose exports are not in the lake."),
    LEAST_TRACED(
            "world.least-traced-share",
            Kind.SHARE,
            "0.25",
            "Where fewer countries than world.least-exporters report: what part of the trade in a product, by weight, must be sold by"
                    + " countries whose own imports are in the lake for origin_mix to look through it. 0 looks through whatever"
                    + " there is; sellers that cannot be looked through then count as makers, with bounds from 0 to 1."),
    UNIT_VALUE_PERIODS(
            "unit-value.history-periods",
            Kind.NUMBER,
            1,
            10_000,
            "6",
            "How many earlier periods a series must have for unit_value_check to compare a unit value with them."),
    UNIT_VALUE_EXPONENT(
            "unit-value.size-exponent",
            Kind.SHARE,
            "0.5",
            "How much more a large flow counts: U of Hidiroglou and Berthelot."),
    UNIT_VALUE_MINIMUM(
            "unit-value.least-distance",
            Kind.SHARE,
            "0.05",
            "What keeps the bounds apart where all series agree: A of Hidiroglou and Berthelot."),
    UNIT_VALUE_WIDTH(
            "unit-value.width",
            Kind.NUMBER,
            0,
            1_000_000,
            "4",
            "How many quartile distances from the median are still within the bounds: C of Hidiroglou and Berthelot."),
    DRAWS(
            "odds.draws",
            Kind.NUMBER,
            1,
            10_000_000,
            "100000",
            "How many futures target_odds draws for each plan and scenario."),
    SEED(
            "odds.seed",
            Kind.NUMBER,
            0,
            999_999_999_999_999L,
            "2030",
            "The seed of these draws: the same seed gives the same odds."),
    BRIEFING_PAGE(
            "briefing.page",
            Kind.FLAG,
            "true",
            "Whether `report` writes briefing.html beside the reports: a page that shows them without a network."),
    BRIEFING_SHARES_ONLY(
            "briefing.shares-only",
            Kind.FLAG,
            "false",
            "Whether briefing.html carries shares and indices only, without the values and weights of trade, as for readers"
                    + " to whom a source's terms do not let its data be passed on."),
    LOCK_PATIENCE(
            "lake-lock.patience-minutes",
            Kind.NUMBER,
            0,
            525_600,
            "30",
            "How long a run waits for another one that writes into the same lake or the same folder of reports."),
    KEEP(
            "lake-states.keep-days",
            Kind.NUMBER,
            0,
            36_500,
            "3650",
            "How many days before the newest load a state of the lake must have been replaced for `lodestone maintain` to give it"
                    + " up, unless it has a pin. The files that none of the other states needs are removed a day later."),
    COUNTRIES("reference.countries", Kind.PATH, "", "A file in place of the shipped countries.csv."),
    COUNTRY_NAMES("reference.country-names", Kind.PATH, "", "A file in place of the shipped country-names.csv."),
    PRODUCTS("reference.products", Kind.PATH, "", "A file in place of the shipped products.csv."),
    CURRENCIES("reference.currencies", Kind.PATH, "", "A file in place of the shipped currencies.csv."),
    BLOCS("reference.blocs", Kind.PATH, "", "A file in place of the shipped blocs.csv."),
    POLICY_LINES("reference.policy-lines", Kind.PATH, "", "A file in place of the shipped policy-lines.csv."),
    CHAINS("reference.chains", Kind.PATH, "", "A file in place of the shipped chains.csv."),
    REPORTERS("reference.reporters", Kind.PATH, "", "A file in place of the shipped reporters.csv.");

    /** What a setting's value is. */
    enum Kind {
        PATH("a path", "(?s)(?=.*\\S)[^\\x00]+"),
        PATHS("a list of paths", PATH.pattern),
        RELEASE("newest, or a release such as V202601", "newest|V[0-9A-Za-z]+"),
        PAIRS("a list of importers and products such as KOR/850511", "[A-Z]{3}/[0-9]{2,12}"),
        SHARE("a number from 0 to 1", "[0-9.]{1,20}([eE]-?[0-9]{1,3})?"),
        NUMBER("a whole number", "[0-9]{1,15}"),
        FLAG("true or false", "true|false");

        final String words;
        /** What a value, or an item of a list, looks like. */
        private final String pattern;

        Kind(String words, String pattern) {
            this.words = words;
            this.pattern = pattern;
        }

        boolean isList() {
            return this == PATHS || this == PAIRS;
        }

        boolean isPath() {
            return this == PATH || this == PATHS;
        }
    }

    public final String key;
    final Kind kind;
    private final long least;
    private final long most;
    final String byDefault;
    final String meaning;

    Setting(String key, Kind kind, String byDefault, String meaning) {
        this(key, kind, 0, Long.MAX_VALUE, byDefault, meaning);
    }

    Setting(String key, Kind kind, long least, long most, String byDefault, String meaning) {
        this.key = key;
        this.kind = kind;
        this.least = least;
        this.most = most;
        this.byDefault = byDefault;
        this.meaning = meaning;
    }

    /**
     * Whether another value of it may change a figure of one and the same lake. What reference files say is known by their
     * fingerprint.
     */
    boolean changesFigures() {
        return !kind.isPath()
                && kind != Kind.PAIRS
                && this != MAX_REJECTED_SHARE
                && this != BRIEFING_PAGE
                && this != BRIEFING_SHARES_ONLY
                && this != LOCK_PATIENCE
                && this != KEEP;
    }

    /** What it takes, in words. */
    String takes() {
        return kind == Kind.NUMBER ? kind.words + " from " + least + " to " + most : kind.words;
    }

    /** Whether it takes a value, or has it as an item of its list. */
    boolean takes(String value) {
        if (!value.matches(kind.pattern)) {
            return false;
        }
        return switch (kind) {
            case NUMBER -> Long.parseLong(value) >= least && Long.parseLong(value) <= most;
            case SHARE -> {
                try {
                    yield Double.parseDouble(value) <= 1;
                } catch (NumberFormatException e) {
                    yield false;
                }
            }
            default -> true;
        };
    }

    /** The variable of the environment that sets it: LODESTONE_ and the key in capitals. */
    String variable() {
        return "LODESTONE_"
                + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}

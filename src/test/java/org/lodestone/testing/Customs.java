package org.lodestone.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lodestone.testing.World.Country;
import org.lodestone.testing.World.Flow;
import org.lodestone.testing.World.Pair;

/**
 * What statistical offices publish of {@link World}s, in the formats that the program reads, with parts of it hidden:
 * suppliers that are not named, weights that are not stated, totals that are left out, countries that do not report,
 * months that are missing. Buyers report what they truly bought.
 *
 * <p>Habits belong to a country and a year and are the same for all worlds, as they are in life. Each world has a product
 * code of its own; a variant of it has another one, in the same files.
 */
public final class Customs {
    /** What is published beside the same figures, and must change nothing. */
    public enum Variant {
        PLAIN,
        /** Groups of countries report beside their members. */
        GROUPS,
        /** What is reported in the newer edition of the Harmonized System is there in the older one, too, converted 1:1. */
        EDITIONS,
        /** Older releases with other figures are loaded, too. */
        RELEASES,
        /** Each figure times 128. */
        UNITS,
        /** A country that trades nothing reports that. */
        EMPTY
    }

    /** How a country reports in a year; a missing month of 0 is none. */
    public record Habit(
            boolean reports,
            boolean exports,
            String edition,
            boolean annual,
            boolean monthly,
            int missingMonth,
            boolean worldRows) {
        /** Whether the whole year is published. */
        public boolean wholeYear() {
            return reports && (annual || missingMonth == 0);
        }
    }

    private static final String HEADER = "typeCode,freqCode,refYear,refMonth,period,reporterCode,flowCode,partnerCode,"
            + "partner2Code,classificationCode,isOriginalClassification,cmdCode,customsCode,mosCode,motCode,netWgt,"
            + "isNetWgtEstimated,primaryValue";
    /** Something that everybody trades, so that each reporter is seen to report. */
    public static final String FILLER = "271019";

    public static final long UNIT = 128;

    /** By edition, how often it is used: most countries have gone over to the newest. */
    private static final List<String> EDITIONS_IN_USE = List.of("H4", "H5", "H6", "H6", "H6", "H6");

    public final long seed;
    public final List<World> worlds;
    private final int varied;
    private final Map<Integer, Boolean> open = new TreeMap<>();
    private final Map<String, Habit> habits = new TreeMap<>();
    private final Map<String, Double> stability = new TreeMap<>();

    /** @param varied how many of the worlds have variants, the first ones */
    public Customs(long seed, List<World> worlds, int varied) {
        this.seed = seed;
        this.worlds = worlds;
        this.varied = varied;
        Random random = new Random(seed * 31 + 7);
        int surely = World.FIRST_YEAR + random.nextInt(World.LAST_YEAR - World.FIRST_YEAR + 1);
        for (int year = World.FIRST_YEAR; year <= World.LAST_YEAR; year++) {
            boolean all = year == surely || random.nextInt(3) == 0;
            open.put(year, all);
            for (Country country : World.POOL) {
                int frequency = random.nextInt(5);
                habits.put(
                        year + country.iso3(),
                        new Habit(
                                random.nextInt(100) >= 15 || all,
                                random.nextInt(100) >= 15 || all,
                                EDITIONS_IN_USE.get(random.nextInt(EDITIONS_IN_USE.size())),
                                frequency != 0,
                                frequency < 2,
                                random.nextInt(3) > 0 || frequency != 0 || all ? 0 : 1 + random.nextInt(12),
                                random.nextInt(100) >= 15 || all));
            }
        }
        for (Country country : World.POOL) {
            if (random.nextInt(6) > 0) {
                stability.put(country.iso3(), Math.round(random.nextGaussian() * 1e6) / 1e6);
            }
        }
    }

    /** Whether a world is there in all variants. */
    boolean varies(World world) {
        return world.number < varied;
    }

    private Set<Variant> variants(World world) {
        return varies(world) ? EnumSet.allOf(Variant.class) : EnumSet.of(Variant.PLAIN);
    }

    private Set<Variant> released(World world) {
        return varies(world) ? EnumSet.of(Variant.RELEASES) : EnumSet.noneOf(Variant.class);
    }

    /** Whether all countries report all of a year. */
    public boolean open(int year) {
        return open.get(year);
    }

    public Habit habit(int year, String iso3) {
        return habits.get(year + iso3);
    }

    /** Political stability as it is published, in each year; null where it is not. */
    public Double stability(String iso3) {
        return stability.get(iso3);
    }

    public static String code(World world, Variant variant) {
        return String.valueOf(900_000 + world.number * 10 + variant.ordinal());
    }

    public static String commodity(World world, Variant variant) {
        return (variant == Variant.RELEASES ? "Released " : variant == Variant.UNITS ? "Scaled " : "Ore ")
                + world.number;
    }

    /** Writes all files below a folder. */
    public void publish(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Country country : World.POOL) {
                write(folder.resolve("trade-" + country.iso3() + ".csv"), HEADER, reported(country));
            }
            if (varied > 0) {
                write(folder.resolve("trade-EUR.csv"), HEADER, grouped("EUR", 97));
                write(folder.resolve("trade-XSE.csv"), HEADER, grouped("XSE", 975));
            }
            for (int year = World.FIRST_YEAR; year <= World.LAST_YEAR; year++) {
                write(folder.resolve("BACI_HS17_Y" + year + "_V202601.csv"), "t,i,j,k,v,q", baci(year, true));
                if (varied > 0) {
                    write(folder.resolve("BACI_HS17_Y" + year + "_V202501.csv"), "t,i,j,k,v,q", baci(year, false));
                }
            }
            production(folder);
            write(
                    folder.resolve("reliance.csv"),
                    "commodity,country_iso3,year,vintage,stated_by,production_tonnes,imports_tonnes,exports_tonnes,"
                            + "stock_change_tonnes,apparent_consumption_tonnes,published_reliance",
                    reliance());
            for (String editions : List.of("HS2022,HS2017", "HS2022,HS2012", "HS2017,HS2012")) {
                write(
                        folder.resolve("correlation-" + editions.replace(",", "-") + ".csv"),
                        editions + ",Relationship",
                        correlations());
            }
            List<String> indicators = new ArrayList<>();
            for (Country country : World.POOL) {
                Double value = stability(country.iso3());
                String cell = value == null ? "nan" : value.toString();
                indicators.add(country.name().replace(", Republic of", "") + "," + country.iso3() + "," + cell + ","
                        + cell + "," + cell + "," + cell + "," + country.code());
            }
            write(
                    folder.resolve("stability.csv"),
                    "Country/Territory,Code,2022,2023,2024,2025,country_code",
                    indicators);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The products' reference table. */
    public Path products(Path file) {
        List<String> lines = new ArrayList<>();
        for (World world : worlds) {
            for (Variant variant : variants(world)) {
                lines.add(code(world, variant) + ",World " + world.number + ",made_up,"
                        + (variant == Variant.PLAIN ? chain(world) : "") + "," + stage(world) + ",exact,"
                        + (world.stated == World.Stated.NOT ? "" : commodity(world, variant)) + ","
                        + (world.stated == World.Stated.GROSS ? "weight" : "") + ",");
            }
        }
        write(file, "hs_code,name,mineral,chain,stage,purity,commodity,production_counts,note", lines);
        return file;
    }

    /** Two worlds make a chain: ore, and the metal that is made of it. */
    private static String chain(World world) {
        return "chain_" + world.number / 2;
    }

    private static String stage(World world) {
        return world.number % 2 == 0 ? "ore" : "metal";
    }

    /** The world whose ore goes into this metal; null for ore, and where it has none. */
    public World ore(World metal) {
        return metal.number % 2 == 0 ? null : worlds.get(metal.number - 1);
    }

    /** The chains' reference table. */
    public Path chains(Path file) {
        List<String> lines = new ArrayList<>();
        for (World world : worlds) {
            lines.add(chain(world) + "," + stage(world) + "," + (1 + world.number % 2) + ","
                    + code(world, Variant.PLAIN) + ",,,");
        }
        write(file, "chain,stage,order,product_codes,yield,yield_source,note", lines);
        return file;
    }

    /** Groups of countries as they may be judged together. */
    public static Path blocs(Path file) {
        List<String> lines = new ArrayList<>();
        for (String group : List.of("EUR", "EU27")) {
            World.members("EUR").forEach(iso3 -> lines.add(group + ",European Union," + iso3 + ",1958,,"));
        }
        World.members("XSE").forEach(iso3 -> lines.add("XSE,ASEAN," + iso3 + ",1967,,"));
        List.of("JPN", "KOR", "USA").forEach(iso3 -> lines.add("TRIO,Three countries," + iso3 + ",2000,,"));
        write(file, "bloc,name,iso3,from_year,to_year,note", lines);
        return file;
    }

    private static void write(Path file, String header, List<String> lines) {
        try {
            Files.writeString(file, header + "\n" + String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what reporters publish --------------------------------------------------------------------------------

    private List<String> reported(Country country) {
        List<String> lines = new ArrayList<>();
        for (int year = World.FIRST_YEAR; year <= World.LAST_YEAR; year++) {
            Habit habit = habit(year, country.iso3());
            if (!habit.reports()) {
                continue;
            }
            for (int month = 0; month <= 12; month++) {
                if (month == 0 ? !habit.annual() : !habit.monthly() || month == habit.missingMonth()) {
                    continue;
                }
                Country other = World.POOL.get(country.iso3().equals("AUS") ? 1 : 0);
                for (String flow : habit.exports() ? List.of("M", "X") : List.of("M")) {
                    int times = month == 0 ? 12 : 1;
                    line(
                            lines,
                            habit.edition(),
                            true,
                            country,
                            flow,
                            other.code(),
                            year,
                            month,
                            FILLER,
                            7000 * times,
                            9);
                    line(lines, habit.edition(), true, country, flow, 0, year, month, FILLER, 7000 * times, 9);
                    for (World world : worlds) {
                        for (Variant variant : variants(world)) {
                            slice(lines, world, variant, country, flow, year, month, habit, habit.edition());
                            // UN Comtrade converts to older editions only.
                            if (variant == Variant.EDITIONS
                                    && world.correlated
                                    && habit.edition().equals("H6")) {
                                slice(lines, world, variant, country, flow, year, month, habit, "H5");
                            }
                        }
                    }
                }
            }
        }
        return lines;
    }

    /** All partners of one reporter, product and period. What is hidden is the same in each variant. */
    private void slice(
            List<String> lines,
            World world,
            Variant variant,
            Country country,
            String direction,
            int year,
            int month,
            Habit habit,
            String edition) {
        boolean imports = direction.equals("M");
        String code = code(world, variant);
        boolean original = edition.equals(habit.edition());
        long times = variant == Variant.UNITS ? UNIT : 1;
        Random random = new Random(Objects.hash(world.seed, country.iso3(), direction, year, month, seed));
        Map<String, Long> usd = imports
                ? world.bought(country.iso3(), year, month, Flow::usd)
                : world.sold(country.iso3(), year, month, Flow::sellersUsd);
        Map<String, Long> kg = imports
                ? world.bought(country.iso3(), year, month, Flow::kg)
                : world.sold(country.iso3(), year, month, Flow::sellersKg);
        long back = 0;
        Flow returned = world.returns().get(new Pair(year, country.iso3(), country.iso3()));
        if (imports && returned != null) {
            back = month == 0 ? World.sum(returned.usd()) : returned.usd()[month - 1];
        }
        if (usd.isEmpty() && back == 0) {
            if (variant == Variant.EMPTY
                    && world.years.contains(year)
                    && !world.has(country.iso3())
                    && habit.worldRows()) {
                line(lines, edition, original, country, direction, 0, year, month, code, 0, 0);
            }
            return;
        }
        boolean world0 = habit.worldRows();
        // 0 to 4: all are named; 5: some are in areas not specified; 6: in no row but World's; 7: in their group's; 8:
        // all.
        int hiding = random.nextInt(9);
        int weighing = random.nextInt(5);
        long total = back;
        long weight = 0;
        long unspecified = 0;
        long unspecifiedWeight = 0;
        boolean weighed = true;
        Map<String, Long> groups = new TreeMap<>();
        Map<String, Boolean> hiddenInGroup = new TreeMap<>();
        for (Map.Entry<String, Long> one : usd.entrySet()) {
            Country partner = World.country(one.getKey());
            long value = one.getValue();
            // A seller may see a value of a few dollars and no kilogram.
            long kilograms = kg.getOrDefault(one.getKey(), 0L);
            total += value;
            boolean hide = random.nextInt(3) == 0;
            int how = hiding == 8 ? 5 + random.nextInt(3) : hiding;
            boolean stated = weighing < 3 || weighing == 3 && random.nextInt(3) > 0;
            weighed &= stated && kilograms > 0;
            weight += kilograms;
            if (!partner.group().isEmpty()) {
                groups.merge(partner.group(), value, Long::sum);
            }
            if (hide && how == 5) {
                unspecified += value;
                unspecifiedWeight += kilograms;
            } else if (hide && how == 6 && world0) {
                continue;
            } else if (hide && how == 7 && world0 && !partner.group().isEmpty()) {
                hiddenInGroup.put(partner.group(), true);
            } else {
                line(
                        lines,
                        edition,
                        original,
                        country,
                        direction,
                        partner.code(),
                        year,
                        month,
                        code,
                        value * times,
                        stated ? kilograms * times : 0);
            }
        }
        if (back > 0) {
            line(lines, edition, original, country, direction, country.code(), year, month, code, back * times, 0);
        }
        if (unspecified > 0) {
            line(
                    lines,
                    edition,
                    original,
                    country,
                    direction,
                    899,
                    year,
                    month,
                    code,
                    unspecified * times,
                    weighing < 3 ? unspecifiedWeight * times : 0);
        }
        for (Map.Entry<String, Long> group : groups.entrySet()) {
            if (hiddenInGroup.containsKey(group.getKey()) || random.nextInt(5) == 0 && world0) {
                int number = group.getKey().equals("EUR") ? 97 : 975;
                line(
                        lines,
                        edition,
                        original,
                        country,
                        direction,
                        number,
                        year,
                        month,
                        code,
                        group.getValue() * times,
                        0);
            }
        }
        boolean totalWeighed = back == 0 && (weighed ? random.nextInt(3) > 0 : weighing == 3 && random.nextInt(3) == 0);
        if (world0) {
            line(
                    lines,
                    edition,
                    original,
                    country,
                    direction,
                    0,
                    year,
                    month,
                    code,
                    total * times,
                    totalWeighed ? weight * times : 0);
        }
    }

    private static void line(
            List<String> lines,
            String edition,
            boolean original,
            Country reporter,
            String direction,
            int partner,
            int year,
            int month,
            String code,
            long usd,
            long kg) {
        line(lines, edition, original, reporter.code(), direction, partner, year, month, code, usd, kg);
    }

    private static void line(
            List<String> lines,
            String edition,
            boolean original,
            int reporter,
            String direction,
            int partner,
            int year,
            int month,
            String code,
            long usd,
            long kg) {
        lines.add((month == 0
                        ? "C,A," + year + ",52," + year
                        : String.format("C,M,%d,%d,%d%02d", year, month, year, month))
                + "," + reporter + "," + direction + "," + partner + ",0," + edition + ","
                + (original ? "True" : "False")
                + "," + code + ",C00,0,0," + (kg > 0 ? kg : "") + "," + (kg > 0 ? "False" : "") + "," + usd);
    }

    /** What a group trades with the rest of the world, in years in which all its members say it, too. */
    private List<String> grouped(String group, int number) {
        List<String> lines = new ArrayList<>();
        Set<String> members = World.members(group);
        for (int year = World.FIRST_YEAR; year <= World.LAST_YEAR; year++) {
            int y = year;
            if (!members.stream()
                    .allMatch(
                            iso3 -> habit(y, iso3).wholeYear() && habit(y, iso3).exports())) {
                continue;
            }
            boolean oneEdition =
                    members.stream().allMatch(iso3 -> habit(y, iso3).edition().equals("H6"));
            for (World world : worlds.subList(0, varied)) {
                // Otherwise it says something that members say in another edition only.
                if (!oneEdition && !world.correlated) {
                    continue;
                }
                Map<String, long[]> imports = new LinkedHashMap<>();
                Map<String, long[]> exports = new LinkedHashMap<>();
                world.flows().forEach((pair, flow) -> {
                    if (pair.year() != y) {
                        return;
                    }
                    if (members.contains(pair.buyer()) && !members.contains(pair.seller())) {
                        add(imports, pair.seller(), World.sum(flow.usd()), World.sum(flow.kg()));
                    }
                    if (members.contains(pair.seller()) && !members.contains(pair.buyer())) {
                        add(exports, pair.buyer(), World.sum(flow.sellersUsd()), World.sum(flow.sellersKg()));
                    }
                });
                String code = code(world, Variant.GROUPS);
                // Of members that name no buyers in another edition it is not known what left the group.
                for (Map<String, long[]> side : oneEdition ? List.of(imports, exports) : List.of(imports)) {
                    String direction = side == imports ? "M" : "X";
                    long[] total = new long[2];
                    side.forEach((partner, sums) -> {
                        total[0] += sums[0];
                        total[1] += sums[1];
                        line(
                                lines,
                                "H6",
                                true,
                                number,
                                direction,
                                World.country(partner).code(),
                                y,
                                0,
                                code,
                                sums[0],
                                sums[1]);
                    });
                    if (total[0] > 0) {
                        line(lines, "H6", true, number, direction, 0, y, 0, code, total[0], total[1]);
                    }
                }
            }
        }
        return lines;
    }

    private static void add(Map<String, long[]> sums, String key, long usd, long kg) {
        if (usd > 0) {
            long[] sum = sums.computeIfAbsent(key, none -> new long[2]);
            sum[0] += usd;
            sum[1] += kg;
        }
    }

    /** Reconciled flows of a year: all there are. Of the older release only what a variant has, three times as much. */
    private List<String> baci(int year, boolean newest) {
        List<String> lines = new ArrayList<>();
        for (World world : worlds) {
            for (Variant variant : newest ? variants(world) : released(world)) {
                Random random = new Random(Objects.hash(world.seed, year, "baci"));
                boolean gaps = random.nextInt(3) == 0;
                long times = variant == Variant.UNITS ? UNIT : newest ? 1 : 3;
                world.flows().forEach((pair, flow) -> {
                    long kg = World.sum(flow.kg());
                    boolean stated = !gaps || random.nextInt(4) > 0;
                    if (pair.year() == year) {
                        lines.add(year + "," + World.country(pair.seller()).code() + ","
                                + World.country(pair.buyer()).code() + "," + code(world, variant) + ","
                                + thousandths(World.sum(flow.usd()) * times) + ","
                                + (stated ? thousandths(kg * times) : "NA"));
                    }
                });
            }
        }
        return lines;
    }

    private static String thousandths(long amount) {
        return java.math.BigDecimal.valueOf(amount, 3).toPlainString();
    }

    // ---- production and codes ----------------------------------------------------------------------------------

    private void production(Path folder) {
        for (int release : new int[] {2024, 2025, 2026}) {
            int first = release - 2;
            List<String> lines = new ArrayList<>();
            for (World world : worlds) {
                boolean covered = world.years.contains(first) || world.years.contains(first + 1);
                if (world.stated == World.Stated.NOT || !covered) {
                    continue;
                }
                for (Variant variant : variants(world)) {
                    boolean released = variant == Variant.RELEASES;
                    if ((variant == Variant.PLAIN || variant == Variant.UNITS) && release != 2025 || released) {
                        production(lines, world, variant, release, first);
                    }
                }
            }
            if (!lines.isEmpty()) {
                write(
                        folder.resolve("MCS" + release + "_World_Data.csv"),
                        "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_" + first + ",PROD_EST_ " + (first + 1),
                        lines);
            }
        }
    }

    /** A table of two years; some makers are among other countries there, and some are withheld. */
    private void production(List<String> lines, World world, Variant variant, int release, int first) {
        Random random = new Random(Objects.hash(world.seed, "production"));
        // The same countries in each release.
        Set<String> lumped = new TreeSet<>();
        Set<String> hidden = new TreeSet<>();
        boolean lumps = random.nextInt(4) == 0;
        boolean withholds = random.nextInt(6) == 0;
        for (Country country : world.countries) {
            if (lumps && random.nextInt(3) == 0) {
                lumped.add(country.iso3());
            } else if (withholds && random.nextInt(3) == 0) {
                hidden.add(country.iso3());
            }
        }
        String start = "MCS" + release + "," + commodity(world, variant) + ",";
        String measure = ","
                + (world.stated == World.Stated.CONTENT ? "\"Mine production, metal content\"" : "Mine production")
                + ",metric tons,";
        long[] total = new long[2];
        long[] others = new long[2];
        boolean any = false;
        for (Country country : world.countries) {
            long[] kg = new long[2];
            for (int y = 0; y < 2; y++) {
                int year = first + y;
                if (world.years.contains(year)) {
                    kg[y] = figures(world, year).get(country.iso3());
                    // A later release says it anew.
                    kg[y] *= variant == Variant.UNITS ? UNIT : 1;
                    kg[y] *= variant == Variant.RELEASES && y == 1 && release != 2026 ? 2 : 1;
                }
                total[y] += kg[y];
            }
            if (world.years.stream().allMatch(year -> figures(world, year).get(country.iso3()) == 0)) {
                continue;
            }
            any = true;
            if (lumped.contains(country.iso3())) {
                others[0] += kg[0];
                others[1] += kg[1];
            } else {
                boolean withheld = hidden.contains(country.iso3());
                lines.add(
                        start + "\"" + country.name() + "\"" + measure + (withheld ? "W,W" : tonnes(world, first, kg)));
            }
        }
        if (others[0] + others[1] > 0) {
            lines.add(start + "Other countries" + measure + tonnes(world, first, others));
        }
        if (any) {
            lines.add(start + "World total (rounded)" + measure + tonnes(world, first, total));
        }
    }

    private static Map<String, Long> figures(World world, int year) {
        return world.stated == World.Stated.CONTENT ? world.content(year) : world.made(year);
    }

    private static String tonnes(World world, int first, long[] kg) {
        return (world.years.contains(first) ? thousandths(kg[0]) : "") + ","
                + (world.years.contains(first + 1) ? thousandths(kg[1]) : "");
    }

    /** Figures, signs and bounds as a survey may print them of production, trade and stocks. */
    private List<String> reliance() {
        Random random = new Random(seed + 99);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Country country = World.POOL.get(random.nextInt(World.POOL.size()));
            List<String> cells = new ArrayList<>();
            for (int c = 0; c < 5; c++) {
                int figure = random.nextInt(c < 3 ? 2000 : 300);
                cells.add(
                        switch (random.nextInt(c < 3 ? 12 : 3)) {
                            case 0 ->
                                List.of("W", "NA", "", "-", ">" + figure, "<" + figure)
                                        .get(random.nextInt(6));
                            case 1 -> "\"1," + String.format(java.util.Locale.ROOT, "%03d", figure % 1000) + "\"";
                            default -> c < 3 ? String.valueOf(figure) : "";
                        });
            }
            String published = List.of("", "E", "W", "NA", ">95", ">25", "<25", "<50", "" + random.nextInt(101))
                    .get(random.nextInt(9));
            lines.add("Goods " + i + "," + country.iso3() + ",2024,MCS2026,made up," + String.join(",", cells) + ","
                    + published);
        }
        return lines;
    }

    private List<String> correlations() {
        List<String> lines = new ArrayList<>();
        lines.add(FILLER + "," + FILLER + ",1:1");
        for (World world : worlds) {
            if (world.correlated) {
                for (Variant variant : variants(world)) {
                    lines.add(code(world, variant) + "," + code(world, variant) + ",1:1");
                }
            }
        }
        return lines;
    }

    /** The groups that a country may belong to. */
    public static Set<String> groups() {
        return new TreeSet<>(List.of("EUR", "XSE"));
    }
}

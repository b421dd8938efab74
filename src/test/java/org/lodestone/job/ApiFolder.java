package org.lodestone.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A folder as analysts gather it from UN Comtrade's API: a file for each reporter, code and year, with all partners and the
 * World row. Editions change in years of the reporters' own, partners are unspecified here and there, some reporters send
 * months, and of some codes a reporter has nothing: then the API answers with a header, or with nothing at all.
 */
final class ApiFolder {
    private static final String HEADER =
            "typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,"
                    + "reporterDesc,flowCode,flowDesc,partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,"
                    + "classificationCode,classificationSearchCode,isOriginalClassification,cmdCode,cmdDesc,aggrLevel,isLeaf,"
                    + "customsCode,customsDesc,mosCode,motCode,motDesc,qtyUnitCode,qtyUnitAbbr,qty,isQtyEstimated,altQtyUnitCode,"
                    + "altQtyUnitAbbr,altQty,isAltQtyEstimated,netWgt,isNetWgtEstimated,grossWgt,isGrossWgtEstimated,cifvalue,"
                    + "fobvalue,primaryValue,legacyEstimationFlag,isReported,isAggregate\n";

    private static final int[] REPORTERS = {
        4, 8, 12, 24, 31, 32, 36, 40, 48, 50, 51, 56, 60, 68, 70, 72, 76, 96, 100, 104, 108, 112, 116, 120, 124, 140,
        144, 148, 152, 156, 170, 180, 188, 191, 192, 196, 203, 204, 208, 214, 218, 222, 231, 232, 233, 242, 246, 251,
        266, 268, 270, 276, 288, 300, 320, 324, 340, 344, 348, 352, 360, 364, 368, 372, 376, 381, 384, 388, 392, 398,
        400, 404, 410, 414, 417, 418, 422, 426, 428, 430, 434, 440, 442, 446, 450, 454, 458, 462, 466, 470, 480, 484,
        490, 496, 498, 499, 504, 508, 516, 524
    };

    private static final String[] CODES = {
        "250410", "250490", "251910", "253090", "260200", "260400", "260500", "260600", "261100", "261220", "270112",
        "280429", "280461", "280530", "281820", "282200", "282520", "283691", "284690", "711011", "720230", "740311",
        "750110", "750210", "810320", "810520", "811020", "850511", "850650", "850760"
    };

    private static final int FIRST_YEAR = 2017;
    private static final int YEARS = 7;

    private final Path folder;
    private final Random random;
    private final List<Integer> reporters = new ArrayList<>();
    private int files;
    private int empty;
    private long rows;

    /** @param groups codes of groups of countries that report beside their members */
    ApiFolder(Path folder, long seed, int... groups) {
        this.folder = folder;
        random = new Random(seed);
        IntStream.concat(IntStream.of(REPORTERS), IntStream.of(groups)).forEach(reporters::add);
    }

    int files() {
        return files;
    }

    /** Those without a row. */
    int empty() {
        return empty;
    }

    long rows() {
        return rows;
    }

    /** @param most how many files; the first of them without end of a code or year */
    ApiFolder write(int most) throws IOException {
        Files.createDirectories(folder);
        for (String code : CODES) {
            for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
                for (int place = 0; place < reporters.size(); place++) {
                    if (files == most) {
                        return this;
                    }
                    write(place, code, year);
                }
            }
        }
        return this;
    }

    private void write(int place, String code, int year) throws IOException {
        int reporter = reporters.get(place);
        Path file = folder.resolve(reporter + "_" + code + "_M_" + year + "_partners.csv");
        files++;
        int luck = random.nextInt(100);
        if (luck < 2) {
            empty++;
            Files.writeString(file, luck == 0 ? "" : HEADER);
            return;
        }
        StringBuilder text = new StringBuilder(HEADER);
        boolean monthly = place % 20 == 7;
        for (int month = 1; month <= (monthly ? 12 : 1); month++) {
            partners(text, place, code, year, monthly ? month : 0);
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private void partners(StringBuilder text, int place, String code, int year, int month) {
        // H4 until 2018 or so, then H5, and H6 from 2022 or so, each reporter in its own year.
        String edition = year < 2018 + place % 2 ? "H4" : year < 2022 + place % 3 ? "H5" : "H6";
        int count = 1 + random.nextInt(16);
        double world = 0;
        StringBuilder lines = new StringBuilder();
        for (int p = 0; p < count; p++) {
            int partner = REPORTERS[(place * 7 + p * 13 + code.hashCode() % 50 + 50) % REPORTERS.length];
            if (partner != reporters.get(place)) {
                world += line(lines, place, code, year, month, edition, partner);
            }
        }
        if (random.nextInt(5) == 0) {
            world += line(lines, place, code, year, month, edition, 899);
        }
        line(text, place, code, year, month, edition, 0, world, world);
        text.append(lines);
    }

    private double line(StringBuilder text, int place, String code, int year, int month, String edition, int partner) {
        double value = Math.rint(Math.pow(10, 1 + 7 * random.nextDouble()) * 100) / 100;
        line(text, place, code, year, month, edition, partner, value, value / (0.5 + random.nextDouble()));
        return value;
    }

    private void line(
            StringBuilder text,
            int place,
            String code,
            int year,
            int month,
            String edition,
            int partner,
            double value,
            double weight) {
        rows++;
        String period = month == 0 ? String.valueOf(year) : String.format(Locale.ROOT, "%d%02d", year, month);
        String kilograms = random.nextInt(30) == 0 ? "" : String.format(Locale.ROOT, "%.3f", weight);
        text.append("C,")
                .append(month == 0 ? "A," : "M,")
                .append(year)
                .append("0101,")
                .append(year)
                .append(',');
        text.append(month == 0 ? 52 : month)
                .append(',')
                .append(period)
                .append(',')
                .append(reporters.get(place));
        text.append(",,,M,Import,")
                .append(partner)
                .append(",,,0,W00,World,")
                .append(edition)
                .append(",HS,True,");
        text.append(code)
                .append(",Some goods; n.e.c.,6,True,C00,TOTAL CPC,0,0,TOTAL MOT,8,kg,")
                .append(kilograms);
        text.append(",False,8,kg,")
                .append(kilograms)
                .append(",False,")
                .append(kilograms)
                .append(",False,,False,,,");
        text.append(String.format(Locale.ROOT, "%.2f", value)).append(",0,True,False\n");
    }
}

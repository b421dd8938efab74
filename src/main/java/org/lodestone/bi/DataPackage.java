package org.lodestone.bi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.lodestone.report.Manifest;
import org.lodestone.report.Moves;
import org.lodestone.report.ParquetReports;
import org.lodestone.table.Field;
import org.lodestone.table.Table;
import org.lodestone.text.UnusableInput;

/**
 * Describes the reports' folder for programs: {@code datapackage.json} names its files, {@code schemas/NAME.json} the columns
 * of each, as the Frictionless specifications have them (Data Package and Table Schema, version 1), and {@code views.sql}
 * makes a view of each file in DuckDB. {@code dictionary.html} says the same to people.
 */
public final class DataPackage {
    /** Of the folder; its reports and dimensions are its resources. */
    public static final String FILE = "datapackage.json";

    /** Statements for DuckDB. */
    public static final String VIEWS = "views.sql";

    /** The folder of the columns' descriptions. */
    public static final String SCHEMAS = "schemas";

    private final Configuration conf;
    private final Path root;
    private final int schemaVersion;

    /**
     * @param root the reports' folder
     * @param schemaVersion of all reports' columns together
     */
    public DataPackage(Configuration conf, String root, int schemaVersion) {
        this.conf = conf;
        this.root = new Path(root);
        this.schemaVersion = schemaVersion;
    }

    /**
     * Describes what is in the folder.
     *
     * @param declared all tables that may lie in the folder: each has its schema, whether it is published or not
     * @param contents what is published
     * @throws UnusableInput where the folder cannot be written
     */
    public void write(List<Table> declared, Manifest.Contents contents) {
        Map<String, Table> byName = declared.stream().collect(Collectors.toMap(Table::name, table -> table));
        List<ParquetReports.Published> files = Stream.concat(
                        contents.reports().stream(), contents.dimensions().stream())
                .toList();
        declared.forEach(table -> Manifest.write(conf, schemaPath(table), schema(table)));
        try {
            FileSystem system = root.getFileSystem(conf);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("profile", "data-package");
            json.put("name", "lodestone-reports");
            json.put("title", "Reports of Lodestone on dependence on critical minerals");
            json.put("version", String.valueOf(schemaVersion));
            json.put("state", contents.state());
            List<Map<String, Object>> resources = new ArrayList<>();
            StringBuilder views = new StringBuilder();
            views.append("-- A view of each report and dimension of this folder, for DuckDB: duckdb -init ")
                    .append(VIEWS)
                    .append("\n-- period_key joins dim_period by one column.\n");
            for (ParquetReports.Published file : files) {
                Table table = byName.get(file.name());
                Path path = system.makeQualified(new Path(root, file.path()));
                resources.add(resource(file, table, system.getFileStatus(path).getLen()));
                views.append(view(table, place(path)));
            }
            json.put("resources", resources);
            Moves.write(system, new Path(root, VIEWS), views.toString());
            Moves.write(system, new Path(root, DictionaryPage.FILE), DictionaryPage.html(declared, schemaVersion));
            Manifest.write(conf, new Path(root, FILE), json);
        } catch (IOException e) {
            throw new UnusableInput(
                    root + ": the reports' folder cannot be described (" + e.getMessage()
                            + "). Choose another with --reports, or correct its permissions.",
                    e);
        }
    }

    private Path schemaPath(Table table) {
        return new Path(new Path(root, SCHEMAS), table.name() + ".json");
    }

    /** A local file by its path, an object of S3 by the scheme that DuckDB knows, anything else by its address. */
    private static String place(Path file) {
        return "file".equals(file.toUri().getScheme())
                ? file.toUri().getPath()
                : file.toString().replaceFirst("^s3[an]://", "s3://");
    }

    private static String view(Table table, String file) {
        boolean periods = has(table, "period_type") && !has(table, "period_key");
        String key = periods
                ? ", period_type || ' ' || period_start AS period_key"
                : has(table, "year") && !has(table, "period_type")
                        ? ", 'year ' || lpad(year::VARCHAR, 4, '0') || '-01-01' AS period_key"
                        : "";
        return "CREATE OR REPLACE VIEW " + table.name() + " AS SELECT *" + key + " FROM read_parquet('"
                + file.replace("'", "''") + "');\n";
    }

    private static boolean has(Table table, String column) {
        return table.columns().stream().anyMatch(one -> one.name().equals(column));
    }

    private static Map<String, Object> resource(ParquetReports.Published file, Table table, long bytes) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("name", file.name());
        resource.put("path", file.path());
        resource.put("description", table.grain());
        resource.put("format", "parquet");
        resource.put("mediatype", "application/vnd.apache.parquet");
        resource.put("bytes", bytes);
        resource.put("hash", "sha256:" + file.sha256());
        resource.put("rows", file.rows());
        resource.put("schema", SCHEMAS + "/" + table.name() + ".json");
        return resource;
    }

    private Map<String, Object> schema(Table table) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", table.grain());
        schema.put("version", schemaVersion);
        schema.put(
                "fields",
                table.columns().stream().map(column -> field(table, column)).toList());
        schema.put("primaryKey", table.key());
        schema.put(
                "foreignKeys",
                table.columns().stream()
                        .map(column -> Dimensions.TABLES.contains(table)
                                ? null
                                : Dimensions.joinedBy(table, column).orElse(null))
                        .filter(Objects::nonNull)
                        .map(DataPackage::foreignKey)
                        .toList());
        return schema;
    }

    private static Map<String, Object> foreignKey(Dimensions.Reference join) {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("resource", join.dimension().name());
        reference.put("fields", join.keys());
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("fields", join.columns());
        key.put("reference", reference);
        return key;
    }

    private static Map<String, Object> field(Table table, Field<?> column) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("name", column.name());
        field.put("type", type(column.type()));
        field.put("description", column.meaning());
        field.put("unit", column.unit().label());
        if (column.formula() != null) {
            field.put("formula", column.formula());
        }
        if (column.unit().isFigure()) {
            field.put("sum_over", table.sums(column));
        }
        if (column.required()) {
            field.put("constraints", Map.of("required", true));
        }
        return field;
    }

    /** A type as Table Schema names it. */
    static String type(DataType type) {
        if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.LongType)) {
            return "integer";
        }
        if (type.equals(DataTypes.DoubleType)) {
            return "number";
        }
        if (type.equals(DataTypes.BooleanType)) {
            return "boolean";
        }
        if (type.equals(DataTypes.DateType)) {
            return "date";
        }
        if (type.equals(DataTypes.StringType)) {
            return "string";
        }
        throw new IllegalArgumentException("Reports have no columns of type " + type.sql() + ".");
    }
}

package org.lodestone.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.lodestone.lake.UnusableInput;
import org.lodestone.table.Column;
import org.lodestone.table.Table;

/**
 * What connects tools to the reports without reading code: {@code datapackage.json} for the folder and a
 * {@code NAME.schema.json} for each report, as the Frictionless specifications have them (Data Package and Table Schema,
 * version 1), and {@code views.sql}, which makes a view of each report in DuckDB.
 */
public final class DataPackage {
    /** Of the folder; its reports are its resources. */
    public static final String FILE = "datapackage.json";

    /** Statements for DuckDB. */
    public static final String VIEWS = "views.sql";

    private static final String SCHEMA = ".schema.json";

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
     * Describes the reports in the folder.
     *
     * @param declared all reports of the program: each has a schema, whether it is published or not
     * @param published those in the folder
     * @param state of the data that they are of
     */
    public void write(List<Table> declared, List<ParquetReports.Published> published, String state) {
        declared.forEach(table -> Manifest.write(conf, new Path(root, table.name() + SCHEMA), schema(table)));
        Map<String, Table> byName = declared.stream().collect(Collectors.toMap(Table::name, table -> table));
        List<Map<String, Object>> resources = new ArrayList<>();
        StringBuilder views = new StringBuilder("-- Views of the reports in this folder, for DuckDB: .read views.sql\n");
        try {
            FileSystem files = root.getFileSystem(conf);
            for (ParquetReports.Published report : published) {
                Path file = files.makeQualified(new Path(root, report.path()));
                resources.add(resource(
                        report,
                        byName.get(report.name()),
                        files.getFileStatus(file).getLen()));
                views.append("CREATE OR REPLACE VIEW ")
                        .append(report.name())
                        .append(" AS SELECT * FROM read_parquet('")
                        .append(place(file).replace("'", "''"))
                        .append("');\n");
            }
            Moves.write(files, new Path(root, VIEWS), views.toString());
        } catch (IOException e) {
            throw new UnusableInput(root + ": the reports cannot be described (" + e.getMessage() + ").", e);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("profile", "data-package");
        json.put("name", "lodestone-reports");
        json.put("title", "Reports of Lodestone on dependence on critical minerals");
        json.put("version", String.valueOf(schemaVersion));
        json.put("state", state);
        json.put("resources", resources);
        Manifest.write(conf, new Path(root, FILE), json);
    }

    /** A local file by its path, as readers on this machine name it; another by its address. */
    private static String place(Path file) {
        return "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
    }

    private static Map<String, Object> resource(ParquetReports.Published report, Table table, long bytes) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("name", report.name());
        resource.put("path", report.path());
        resource.put("description", table.grain());
        resource.put("format", "parquet");
        resource.put("mediatype", "application/vnd.apache.parquet");
        resource.put("bytes", bytes);
        resource.put("hash", "sha256:" + report.sha256());
        resource.put("rows", report.rows());
        resource.put("schema", report.name() + SCHEMA);
        return resource;
    }

    private Map<String, Object> schema(Table table) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", table.grain());
        schema.put("version", schemaVersion);
        schema.put("fields", table.columns().stream().map(DataPackage::field).toList());
        schema.put("primaryKey", table.key());
        return schema;
    }

    private static Map<String, Object> field(Column column) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("name", column.name());
        field.put("type", type(column.type()));
        field.put("description", column.meaning());
        field.put("unit", column.unit().label());
        if (column.formula() != null) {
            field.put("formula", column.formula());
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
        if (type.equals(DataTypes.DoubleType) || type instanceof DecimalType) {
            return "number";
        }
        if (type.equals(DataTypes.BooleanType)) {
            return "boolean";
        }
        if (type.equals(DataTypes.DateType)) {
            return "date";
        }
        if (type.equals(DataTypes.TimestampType)) {
            return "datetime";
        }
        if (type.equals(DataTypes.StringType)) {
            return "string";
        }
        throw new IllegalArgumentException("Reports have no columns of type " + type.sql() + ".");
    }
}

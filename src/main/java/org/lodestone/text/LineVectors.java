package org.lodestone.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Columns of a batch of lines. */
final class LineVectors {
    private LineVectors() {}

    /** What all of them have in common: nothing but what they say themselves. */
    private abstract static class Vector extends ColumnVector {
        Vector(DataType type) {
            super(type);
        }

        private UnsupportedOperationException other() {
            return new UnsupportedOperationException("A column of type " + type + " holds no such values.");
        }

        @Override
        public void close() {}

        @Override
        public boolean hasNull() {
            return numNulls() > 0;
        }

        @Override
        public int numNulls() {
            return 0;
        }

        @Override
        public boolean isNullAt(int row) {
            return false;
        }

        @Override
        public boolean getBoolean(int row) {
            throw other();
        }

        @Override
        public byte getByte(int row) {
            throw other();
        }

        @Override
        public short getShort(int row) {
            throw other();
        }

        @Override
        public int getInt(int row) {
            throw other();
        }

        @Override
        public long getLong(int row) {
            throw other();
        }

        @Override
        public float getFloat(int row) {
            throw other();
        }

        @Override
        public double getDouble(int row) {
            throw other();
        }

        @Override
        public ColumnarArray getArray(int row) {
            throw other();
        }

        @Override
        public ColumnarMap getMap(int row) {
            throw other();
        }

        @Override
        public Decimal getDecimal(int row, int precision, int scale) {
            throw other();
        }

        @Override
        public UTF8String getUTF8String(int row) {
            throw other();
        }

        @Override
        public byte[] getBinary(int row) {
            throw other();
        }

        @Override
        public ColumnVector getChild(int place) {
            throw other();
        }
    }

    /** Whole numbers. */
    static final class Numbers extends Vector {
        final long[] values;

        Numbers(DataType type, int rows) {
            super(type);
            values = new long[rows];
        }

        @Override
        public int getInt(int row) {
            return (int) values[row];
        }

        @Override
        public long getLong(int row) {
            return values[row];
        }
    }

    /** The same text on all rows; or one of several in turn. */
    static final class Facts extends Vector {
        private UTF8String[] texts = new UTF8String[1];

        Facts() {
            super(DataTypes.StringType);
        }

        void set(List<String> inTurn) {
            texts = inTurn.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
        }

        @Override
        public int numNulls() {
            return texts[0] == null ? Integer.MAX_VALUE : 0;
        }

        @Override
        public boolean isNullAt(int row) {
            return texts[row % texts.length] == null;
        }

        @Override
        public UTF8String getUTF8String(int row) {
            return texts[row % texts.length];
        }
    }

    /** Texts where they stand in the buffer of a batch, or, few of them, of their own. */
    static final class Texts extends Vector {
        private byte[] buffer;
        private int[] starts;
        private int[] lengths;
        private byte[][] own;
        private int nulls;

        Texts(int rows) {
            super(DataTypes.StringType);
            starts = new int[rows];
            lengths = new int[rows];
        }

        void begin(int rows) {
            if (starts.length < rows) {
                starts = new int[rows];
                lengths = new int[rows];
            }
            own = null;
            nulls = 0;
        }

        /** Where the texts of all rows stand that have none of their own. */
        void in(byte[] bytes) {
            buffer = bytes;
        }

        void set(int row, int start, int end) {
            starts[row] = start;
            lengths[row] = end - start;
        }

        void set(int row, String text) {
            if (text == null) {
                setNull(row);
                return;
            }
            if (own == null) {
                own = new byte[starts.length][];
            }
            own[row] = text.getBytes(StandardCharsets.UTF_8);
            lengths[row] = own[row].length;
        }

        void setNull(int row) {
            lengths[row] = -1;
            nulls++;
        }

        @Override
        public int numNulls() {
            return nulls;
        }

        @Override
        public boolean isNullAt(int row) {
            return lengths[row] < 0;
        }

        @Override
        public UTF8String getUTF8String(int row) {
            if (lengths[row] < 0) {
                return null;
            }
            return own != null && own[row] != null
                    ? UTF8String.fromBytes(own[row])
                    : UTF8String.fromBytes(buffer, starts[row], lengths[row]);
        }
    }

    /** Of each row an array of as many structs of a name and a text. */
    static final class Pairs extends Vector {
        private final Vector pairs;
        private final Facts names = new Facts();
        final Texts values;
        private int each;

        Pairs(ArrayType type, int rows) {
            super(type);
            values = new Texts(rows);
            pairs = new Vector(type.elementType()) {
                @Override
                public ColumnVector getChild(int place) {
                    return place == 0 ? names : values;
                }
            };
        }

        void begin(int rows, List<String> named) {
            each = named.size();
            values.begin(rows * each);
            if (each > 0) {
                names.set(named);
            }
        }

        @Override
        public ColumnarArray getArray(int row) {
            return new ColumnarArray(pairs, row * each, each);
        }
    }
}

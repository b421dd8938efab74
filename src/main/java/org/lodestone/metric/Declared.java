package org.lodestone.metric;

import org.lodestone.table.Table;

/** Rows of a declared table: one of the lake, or one that a metric makes. */
public sealed interface Declared extends RowInput permits LakeTable, Metric {
    Table table();

    /** The same, without rows where it cannot be had. */
    default OrEmpty orEmpty() {
        return new OrEmpty(this);
    }
}

package org.lodestone.metric;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An input of rows. */
public sealed interface RowInput extends Input<Dataset<Row>> permits Declared, Intermediate, GivenRows, OrEmpty, When {

    /** The same rows in memory: for tables of at most some thousands. */
    default Collected collected() {
        return new Collected(this);
    }

    /** The same rows, which are computed only where a setting asks for them, and may be read only there. */
    default When when(Given<Boolean> asked) {
        return new When(asked, this);
    }
}

/** Source files as text: finding them, looking them over, and their lines as rows of a Dataset. */
package org.lodestone.text;

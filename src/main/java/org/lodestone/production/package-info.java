/** What is produced where: mine and plant output. */
package org.lodestone.production;

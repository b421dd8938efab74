package org.lodestone.briefing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.lodestone.text.SourceFiles;

/**
 * Puts the page together: the frame with a policy that lets nothing in but its one script, the facts as JSON, the reports
 * as data blocks.
 */
final class Page {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bundle bundle;

    Page(Bundle bundle) {
        this.bundle = bundle;
    }

    /** Bytes of the page without metadata and reports. */
    long frameBytes() {
        return html(Map.of(), List.of()).getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * @param facts that the script reads
     * @param blocks of the reports
     */
    String html(Map<String, Object> facts, List<Block> blocks) {
        StringBuilder data = new StringBuilder();
        block(data, "application/json", "facts", json(facts));
        blocks.forEach(block -> block(data, "application/vnd.apache.parquet", "report-" + block.name(), block.text()));
        block(data, "text/plain", "worker", bundle.worker());
        block(data, "text/plain", "licences", bundle.licences());
        return bundle.frame()
                .replace("<!--policy-->", policy())
                .replace("<!--style-->", "<style>" + bundle.style() + "</style>")
                .replace("<!--data-->", data)
                .replace("<!--script-->", "<script>" + bundle.script() + "</script>");
    }

    private String policy() {
        MessageDigest digest = SourceFiles.sha256();
        String hash =
                Base64.getEncoder().encodeToString(digest.digest(bundle.script().getBytes(StandardCharsets.UTF_8)));
        return "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-" + hash
                + "'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; connect-src 'none';"
                + " base-uri 'none'; form-action 'none'\">";
    }

    private static void block(StringBuilder page, String type, String id, String text) {
        page.append("<script type=\"")
                .append(type)
                .append("\" id=\"")
                .append(id)
                .append("\">");
        page.append(text).append("</script>\n");
    }

    /** JSON that may stand in a page: no text in it can end the block that it stands in, or start a comment. */
    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.github.dkredis.website;

import io.github.dkredis.website.SiteLayout.Place;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Makes pages of source files and of folders that the Markdown links to. */
final class SourcePages {

    /** The languages of the syntax colouring, by the end of a file's name; other files stay plain. */
    private static final Map<String, String> LANGUAGES = Map.of(
            "java", "java",
            "lua", "lua",
            "py", "python",
            "xml", "xml",
            "sh", "bash",
            "yml", "yaml",
            "properties", "properties");

    private final ProjectFolder project;
    private final SiteLayout layout;

    SourcePages(ProjectFolder project, SiteLayout layout) {
        this.project = project;
        this.layout = layout;
    }

    /** {@return the body of a page that shows a file} */
    Element file(Place place) throws IOException {
        String path = place.source();
        Element body = body(path);
        Element code = body.appendElement("pre").attr("tabindex", "0").appendElement("code");
        String language = LANGUAGES.get(path.substring(path.lastIndexOf('.') + 1));
        if (language != null) {
            code.addClass("language-" + language);
        }
        code.text(project.read(path));
        return body;
    }

    /** {@return the body of a page that lists the files of a folder and of the folders in it} */
    Element folder(Place place) throws IOException {
        Element body = body(place.source());
        Element list = body.appendElement("ul");
        for (Place file : files(place)) {
            list.appendElement("li")
                    .appendElement("a")
                    .attr("href", SitePath.relative(place.sitePath(), file.sitePath()))
                    .text(file.source().substring(place.source().length() + 1));
        }
        return body;
    }

    /** {@return the files of a folder and of the folders in it} */
    List<Place> files(Place folder) throws IOException {
        return project.filesBelow(folder.source()).stream()
                .map(layout::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Element body(String title) {
        Document document = Document.createShell("");
        document.outputSettings().prettyPrint(false);
        Element body = document.body();
        body.appendElement("h1").appendElement("code").text(title);
        return body;
    }
}

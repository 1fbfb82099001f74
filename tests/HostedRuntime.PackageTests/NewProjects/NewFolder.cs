using System.Xml.Linq;

namespace HostedRuntime.PackageTests.NewProjects;

/// <summary>
/// An empty folder in which new projects are made from the packages alone: each kind of project of .NET, and each variant of the template.
/// </summary>
/// <remarks>All of them are built in one run of MSBuild, with warnings as errors, because each run costs seconds.</remarks>
public sealed class NewFolder : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("new-");
    private string _said = "";

    internal (string Name, string Value)[] Environment => LocalFeed.Environment(_root.FullName);

    public async ValueTask InitializeAsync()
    {
        await LocalFeed.CreateAsync(_root.FullName);
        foreach (var project in NewProject.All)
            await MakeAsync(project);
        await RunAsync(_root.FullName, "new", "install", Directory.GetFiles(PathOf("packages"), "HostedRuntime.Templates.*.nupkg").Single());
        foreach (var variant in TemplateVariant.All)
            await RunAsync(_root.FullName, ["new", "hostedruntime", "-o", variant.Name, .. variant.Options]);

        var projects = Directory.GetFiles(_root.FullName, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var solution = PathOf("all.slnx");
        await File.WriteAllTextAsync(solution, new XElement("Solution", projects.Select(static path => new XElement("Project", new XAttribute("Path", path)))).ToString());
        (_, _said) = await DotnetCommand.RunAsync(_root.FullName, ["build", solution, "-warnaserror", "-nologo", "-v", "quiet"], Environment);
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal string PathOf(params ReadOnlySpan<string> path) => Path.Combine([_root.FullName, .. path]);

    /// <summary>Returns the built program of a project; fails with the messages of the build if there is none.</summary>
    internal string ProgramOf(params ReadOnlySpan<string> folder)
    {
        var program = Path.Combine(PathOf(folder), "bin", "Debug", "net10.0", $"{folder[^1]}.dll");
        var lines = _said.Split('\n');
        var place = PathOf(folder);
        Assert.True(File.Exists(program), string.Join('\n', lines.Where(line => line.Contains(place, StringComparison.Ordinal)).DefaultIfEmpty(_said)));
        return program;
    }

    internal Task<string> RunAsync(string folder, params string[] arguments) => DotnetCommand.SucceedAsync(folder, arguments, Environment);

    private async Task MakeAsync(NewProject project)
    {
        await RunAsync(_root.FullName, "new", project.Template, "-o", project.Name);
        var folder = PathOf(project.Name);
        foreach (var package in project.Packages)
            await RunAsync(folder, ["add", "package", .. package.Split(' ')]);
        if (project.Properties.Count > 0)
        {
            var file = Path.Combine(folder, $"{project.Name}.csproj");
            var content = XDocument.Load(file);
            content.Root!.Element("PropertyGroup")!.Add(project.Properties.Select(static property => new XElement(property.Key, property.Value)));
            content.Save(file);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), project.Program);
    }
}

using System.Xml.Linq;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>All packages of this repository: each project below src that does not say otherwise.</summary>
internal static class BuiltPackages
{
    public static IReadOnlyList<BuiltPackage> All { get; } =
    [
        .. from folder in Directory.GetDirectories(Repository.PathOf("src")).Order(StringComparer.Ordinal)
           let name = Path.GetFileName(folder)
           let file = Path.Combine(folder, $"{name}.csproj")
           where File.Exists(file)
           let properties = XDocument.Load(file).Descendants("PropertyGroup").Elements().ToLookup(static element => element.Name.LocalName, static element => element.Value)
           where !properties["IsPackable"].Contains("false")
           select new BuiltPackage(name, properties["PackAsTool"].Contains("true") ? PackageKind.Tool
               : properties["PackageType"].Contains("Template") ? PackageKind.Template
               : PackageKind.Library),
    ];

    /// <summary>The packages that programs reference.</summary>
    public static IEnumerable<BuiltPackage> Libraries => All.Where(static package => package.Kind == PackageKind.Library);

    public static BuiltPackage Of(string name) => All.Single(package => package.Name == name);
}

using System.Text.RegularExpressions;

namespace HostedRuntime.Testing.Runners;

/// <summary>A public type of a package, as the lock of its surface has it.</summary>
/// <param name="Namespace">Where it is.</param>
/// <param name="Name">Its name for <c>typeof</c>, with an empty list of type arguments if it is generic.</param>
internal sealed partial record PublicType(string Namespace, string Name)
{
    /// <summary>Returns the types of a package that are in no other type.</summary>
    /// <param name="repository">The root of the repository.</param>
    /// <param name="package">The id of the package.</param>
    public static IEnumerable<PublicType> Of(string repository, string package)
        => from line in File.ReadLines(Path.Combine(repository, "docs", "api", $"{package}.txt"))
           let type = Declaration().Match(line)
           where type.Success
           let commas = type.Groups["arguments"].Value.Count(static c => c == ',')
           select new PublicType(type.Groups["space"].Value, type.Groups["name"].Value + (type.Groups["arguments"].Success ? $"<{new string(',', commas)}>" : ""));

    // A type in another one has a dot after the name or the arguments of that one. Its members are indented.
    [GeneratedRegex(@"^\S.*?\b(?<space>HostedRuntime(\.[A-Z]\w*)*)\.(?<name>[A-Z]\w*)(<(?<arguments>[^<>]*)>)?(?![\w.])( |\(|$)")]
    private static partial Regex Declaration();
}

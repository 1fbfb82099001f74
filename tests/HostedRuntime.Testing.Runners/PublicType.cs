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
    {
        var lines = File.ReadLines(Path.Combine(repository, "docs", "api", $"{package}.txt")).Select(static line => Declaration().Match(line)).Where(static line => line.Success).ToList();
        var types = lines.Select(static line => $"{line.Groups["space"].Value}.{line.Groups["name"].Value}").ToHashSet();
        return lines.Where(line => !types.Contains(line.Groups["space"].Value))
            .Select(static line => new PublicType(line.Groups["space"].Value, line.Groups["name"].Value + EmptyList(line.Groups["arguments"])));
    }

    private static string EmptyList(Group arguments) => arguments.Success ? $"<{new string(',', arguments.Value.Count(static c => c == ','))}>" : "";

    // Members are indented. A type in a generic one has a dot after the arguments of that one.
    [GeneratedRegex(@"^\S.*?\b(?<space>HostedRuntime(\.[A-Z]\w*)*)\.(?<name>[A-Z]\w*)(<(?<arguments>[^<>]*)>)?(?![\w.])( |\(|$)")]
    private static partial Regex Declaration();
}

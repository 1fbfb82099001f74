using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Lock;

/// <summary>
/// The public surface equals the record in docs/api, so that a review shows each change of the surface as a change of that file.
/// </summary>
public sealed class SurfaceLockTests
{
    private const string AcceptVariable = "HOSTEDRUNTIME_ACCEPT_API";

    [Theory]
    [MemberData(nameof(PublicSurface.Assemblies), MemberType = typeof(PublicSurface))]
    public void PublicSurface_OfAssembly_EqualsRecordedSurface(string assembly)
    {
        var surface = PublicSurface.Of(assembly);
        var file = Repository.PathOf("docs", "api", assembly + ".txt");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
            Accept(file, surface);

        // An assembly without public types has no file.
        var record = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(
            record == surface,
            $"""
            The public surface of {assembly} is not the one that docs/api/{assembly}.txt records:
            {Difference(record, surface)}
            If the change is meant, accept it and commit the file:
              {AcceptVariable}=1 dotnet test --project tests/HostedRuntime.SurfaceTests
            """);
    }

    private static void Accept(string file, string surface)
    {
        if (surface.Length == 0)
        {
            File.Delete(file);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, surface);
    }

    /// <summary>Returns the lines that differ, each with its type in front.</summary>
    private static string Difference(string record, string surface)
    {
        string[] before = [.. Placed(record)];
        string[] now = [.. Placed(surface)];
        return string.Join('\n', before.Except(now).Select(line => "- " + line).Concat(now.Except(before).Select(line => "+ " + line)));
    }

    private static IEnumerable<string> Placed(string surface)
    {
        var type = "";
        foreach (var line in surface.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
                type = line;
            yield return line[0] == ' ' ? $"{type} :: {line.TrimStart()}" : line;
        }
    }
}

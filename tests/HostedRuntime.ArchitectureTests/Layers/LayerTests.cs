using System.Collections.Concurrent;
using HostedRuntime.ArchitectureTests.References;

namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>Each folder of the engine, and of the host, names only the folders that the map of its project allows.</summary>
public sealed class LayerTests
{
    /// <summary>Kept, because compiling a project takes longer than all the other tests here.</summary>
    private static readonly ConcurrentDictionary<string, ArrowWalker> s_walkers = new();

    public static TheoryData<string> Projects => new(LayerMap.Of.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Sources_CompileInWalker(string project) => Assert.Empty(WalkerOf(project).Errors);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Folders_AreAllOnMap(string project)
        => Assert.Empty(new SourceProject(project).Files.Where(file => !LayerMap.Of[project].Has(file.Folder)).Select(file => file.Path));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Arrows_AreAllDrawn(string project)
    {
        var forbidden = WalkerOf(project).Arrows().Where(arrow => !LayerMap.Of[project].Allows(arrow)).Distinct().ToList();
        Assert.True(forbidden.Count == 0, "Arrows that are not on the map:" + string.Concat(forbidden.Select(arrow => Environment.NewLine + "  " + arrow)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Map_Arrows_AreAllUsed(string project)
        => Assert.Empty(LayerMap.Of[project].Drawn.Except(WalkerOf(project).Arrows().Select(arrow => (arrow.From, arrow.To))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Map_Arrows_FormNoCycle(string project) => Assert.Empty(LayerMap.Of[project].WithoutLayer);

    [Fact]
    public void WithoutLayer_WhenTwoFoldersNameEachOther_ReturnsThem()
        => Assert.Equal(["Top", "A", "B"], new LayerMap(new() { ["Top"] = ["A"], ["A"] = ["B", "C"], ["B"] = ["A"], ["C"] = [] }).WithoutLayer);

    private static ArrowWalker WalkerOf(string project)
        => s_walkers.GetOrAdd(project, static name => new ArrowWalker(new SourceProject(name).Files, AllowedReferences.Of[name]));
}

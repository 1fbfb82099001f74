namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>The pages keep the rule of <see cref="PageTests"/> where no build shows it.</summary>
public sealed class PageRuleTests
{
    public static TheoryData<string> Pages => [.. Page.All.Select(static page => page.Name)];

    public static TheoryData<string> PagesWithCode => PageTests.PagesWithCode;

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void Commands_OfAPageWithCode_MakeAConsoleProjectAndAddOurPackage(string page)
    {
        var commands = Page.Of(page).Commands;
        Assert.Equal("dotnet new console", commands[0]);
        Assert.All(commands.Skip(1), static command => Assert.StartsWith("dotnet add package ", command, StringComparison.Ordinal));
        Assert.Contains(commands, static command => command.StartsWith("dotnet add package HostedRuntime", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_OfAPage_AreOfALanguageThatATestReads(string page) => Assert.Empty(Page.Of(page).UnknownLanguages());
}

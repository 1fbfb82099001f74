namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>Checks the parts of the rule of <see cref="PageTests"/> that no build checks.</summary>
public sealed class PageRuleTests
{
    public static TheoryData<string> Pages => [.. Page.All.Select(static page => page.Name)];

    public static TheoryData<string> PagesWithCode => PageTests.PagesWithCode;

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void Commands_OfPageWithCode_CreateProjectAndAddPackage(string page)
    {
        var commands = Page.Of(page).Commands;
        Assert.Equal("dotnet new console", commands[0]);
        Assert.All(commands.Skip(1), static command => Assert.StartsWith("dotnet add package ", command, StringComparison.Ordinal));
        Assert.Contains(commands, static command => command.StartsWith("dotnet add package HostedRuntime", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_OfPage_HaveCheckedLanguage(string page) => Assert.Empty(Page.Of(page).UnknownLanguages());
}
